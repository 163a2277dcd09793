import { both, type Fault, jobThatIs, longJobs } from '../fault.js';
import { HeldRows } from '../held-rows.js';

export const dispatcherStrikes: Fault[] = [
  {
    name: 'kill -9 of the dispatcher between publish and the commit of dispatched_at',
    drivers: both,
    short: both,
    async strike(house, load) {
      const id = await load.jobIn(1500, 'fault-sound', { ms: 100 });
      await HeldRows.during(house.db, 'SELECT id FROM job WHERE id = $1', [id], async (row) => {
        // The first statement that the dispatcher has for this row comes after the confirmation of its message.
        await row.waiter(house.admin.role);
        await house.admin.service.kill();
        await row.forget(house.admin.role);
      });
    },
  },
  {
    name: 'kill -9 of the dispatcher while jobs are in flight',
    drivers: both,
    short: [],
    async strike(house, load) {
      const ids = await longJobs(load, 500, 20);
      await jobThatIs(house, 'succeeded', ids);
      await house.admin.service.kill();
    },
  },
];
