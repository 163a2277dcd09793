import { allFaults, faultTests } from './run-faults.js';

const scale = { jobs: 40, queries: 6, outageMs: 60_000, copies: 1_000 };

for (const driver of ['rabbitmq', 'postgres'] as const)
  faultTests(
    driver,
    allFaults.filter(({ drivers }) => drivers.includes(driver)),
    scale,
  );
