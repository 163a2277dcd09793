import { waitFor } from '@rowhouse/testing';
import { badKinds } from '../checker/fates.js';
import { both, type Fault, jobThatIs } from '../fault.js';

export const jobStrikes: Fault[] = [
  {
    name: 'jobs that throw, loop for ever, eat memory, segfault and return 100 MB',
    drivers: both,
    short: ['rabbitmq'],
    async strike(house, load) {
      const ids = await Promise.all(badKinds.map((kind) => load.job(kind)));
      await Promise.all(ids.map((id) => jobThatIs(house, 'failed', [id])));
    },
  },
  {
    name: 'a job that takes its worker along',
    drivers: both,
    short: [],
    async strike(house, load) {
      const id = await load.job('fault-killer');
      for (const round of [1, 2]) {
        const ended = () => house.workers.some(({ service }) => !service.runs);
        await waitFor(ended, { what: `a worker to die, round ${round}`, deadlineMs: 90_000 });
        for (const { service } of house.workers) if (!service.runs) service.start();
      }
      await jobThatIs(house, 'failed', [id]);
    },
  },
];
