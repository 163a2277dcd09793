import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@rowhouse/testing';
import { both, type Fault, jobThatIs, longJobs } from '../fault.js';
import type { FaultHouse, Lodger } from '../fault-house.js';
import { HeldRows } from '../held-rows.js';

function named(house: FaultHouse, role: string): Lodger {
  const found = house.workers.find((worker) => worker.role === role);
  if (!found) throw new Error(`There is no worker '${role}'.`);
  return found;
}

const jobRow = 'SELECT id FROM job WHERE id = $1';

export const workerStrikes: Fault[] = [
  {
    name: 'kill -9 of a worker at its claim, which does not happen',
    drivers: both,
    short: ['rabbitmq'],
    async strike(house, load) {
      const id = await load.jobIn(1500, 'fault-sound', { ms: 100 });
      await HeldRows.during(house.db, jobRow, [id], async (row) => {
        const { role } = await row.waiter('worker0', 'worker1');
        await named(house, role).service.kill();
        await row.forget(role);
      });
    },
  },
  {
    name: 'kill -9 of a worker at its claim, which happens nevertheless',
    drivers: both,
    short: [],
    async strike(house, load) {
      const id = await load.jobIn(1500, 'fault-sound', { ms: 100 });
      await HeldRows.during(house.db, jobRow, [id], async (row) => {
        const { role } = await row.waiter('worker0', 'worker1');
        await named(house, role).service.kill();
      });
    },
  },
  {
    name: 'kill -9 of a worker in mid-job',
    drivers: both,
    short: ['rabbitmq'],
    async strike(house, load) {
      const ids = await longJobs(load);
      const [worker] = house.workers;
      await jobThatIs(house, 'midway', ids, worker);
      await worker.service.kill();
    },
  },
  {
    name: "kill -9 of a worker after its result's commit, before the acknowledgement",
    drivers: ['rabbitmq'],
    short: ['rabbitmq'],
    async strike(house, load) {
      const ids = await longJobs(load, 1500, 4);
      const [worker] = house.workers;
      const id = await jobThatIs(house, 'midway', ids, worker);
      worker.amqp?.freeze();
      await jobThatIs(house, 'succeeded', [id]);
      await worker.service.kill();
      // The acknowledgement on its way is lost with the connection.
      worker.amqp?.cut();
      await worker.amqp?.restore();
    },
  },
  {
    name: "kill -9 of a worker after its result's commit, before the message is removed",
    drivers: ['postgres'],
    short: [],
    async strike(house, load) {
      const ids = await longJobs(load, 1500, 4);
      const [worker] = house.workers;
      const id = await jobThatIs(house, 'midway', ids, worker);
      const message = 'SELECT id FROM queue_message WHERE job_id = $1';
      await HeldRows.during(house.db, message, [id], async (row) => {
        await jobThatIs(house, 'succeeded', [id]);
        await row.waiter(worker.role);
        await worker.service.kill();
        await row.forget(worker.role);
      });
    },
  },
  {
    name: 'kill -9 of all workers at once',
    drivers: both,
    short: [],
    async strike(house, load) {
      const ids = await longJobs(load);
      await jobThatIs(house, 'midway', ids);
      await Promise.all(house.workers.map(({ service }) => service.kill()));
    },
  },
  {
    name: 'a worker that is frozen for longer than its lease, and wakes up',
    drivers: both,
    short: [],
    async strike(house, load) {
      const ids = await longJobs(load, 3000);
      const [worker] = house.workers;
      const id = await jobThatIs(house, 'midway', ids, worker);
      process.kill(worker.service.pid, 'SIGSTOP');
      await notRunBy(house, id, await house.workerId(worker));
      process.kill(worker.service.pid, 'SIGCONT');
    },
  },
  {
    name: 'a worker cut off from the database for longer than its lease',
    drivers: both,
    short: [],
    async strike(house, load) {
      const ids = await longJobs(load, 3000);
      const [worker] = house.workers;
      const id = await jobThatIs(house, 'midway', ids, worker);
      worker.database.freeze();
      await notRunBy(house, id, await house.workerId(worker));
      await sleep(2000);
      await worker.database.restore();
    },
  },
  {
    name: 'kill -9 of a worker whose job loops for ever',
    drivers: both,
    short: [],
    async strike(house, load) {
      const id = await load.job('fault-loop');
      const worker = await waitFor(
        async () => {
          for (const each of house.workers) {
            const running = 'SELECT id FROM job WHERE id = $1 AND worker = $2 AND state = $3';
            const values = [id, await house.workerId(each), 'running'];
            if ((await house.db.primary.query(running, values)).rowCount > 0) return each;
          }
          return null;
        },
        { what: 'the loop to run', deadlineMs: 60_000 },
      );
      // The claim comes before the code: gives the process time to be in its loop.
      await sleep(1000);
      await worker.service.kill();
    },
  },
];

/** Waits until the job has been taken from this worker. */
async function notRunBy(house: FaultHouse, id: string, workerId: string): Promise<void> {
  await waitFor(
    async () => {
      const { rows } = await house.db.primary.query<{ mine: boolean }>(
        `SELECT state = 'running' AND worker = $2 AS mine FROM job WHERE id = $1`,
        [id, workerId],
      );
      return rows[0]?.mine === false;
    },
    { what: 'the job to be given to another', deadlineMs: 60_000 },
  );
}
