import { allFaults, faultTests } from './faults/run-faults.js';

/** The short form; `npm run test:faults` runs all faults, longer and harder. */
const scale = { jobs: 6, queries: 2, outageMs: 4_000, copies: 1_000 };

for (const driver of ['rabbitmq', 'postgres'] as const)
  faultTests(
    driver,
    allFaults.filter(({ short }) => short.includes(driver)),
    scale,
  );
