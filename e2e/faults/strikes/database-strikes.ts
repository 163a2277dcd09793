import { setTimeout as sleep } from 'node:timers/promises';
import { both, type Fault, jobThatIs, longJobs } from '../fault.js';

export const databaseStrikes: Fault[] = [
  {
    name: 'Postgres restarted',
    drivers: both,
    short: [],
    async strike(house, load) {
      await jobThatIs(house, 'midway', await longJobs(load));
      await house.postgres.stop();
      await house.postgres.start();
    },
  },
  {
    name: 'Postgres crashed, and back after some seconds',
    drivers: both,
    short: ['postgres'],
    async strike(house, load, { outageMs }) {
      await jobThatIs(house, 'midway', await longJobs(load));
      await house.postgres.kill();
      await sleep(Math.min(outageMs, 10_000) / 2);
      await house.postgres.start();
    },
  },
  {
    name: 'connections to Postgres killed at random',
    drivers: both,
    short: both,
    async strike(house, load, { outageMs }) {
      await longJobs(load, 1000, 12);
      const roles = house.lodgers.map(({ role }) => role);
      const end = Date.now() + Math.min(outageMs, 15_000);
      while (Date.now() < end) {
        await house.db.primary.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1) AND random() < 0.3`,
          [roles],
        );
        await sleep(100);
      }
    },
  },
];
