import type { BenchContext, Benchmark, Finding } from './finding.js';
import { burst } from './jobs/burst.js';
import { killedWorker } from './jobs/killed-worker.js';
import { startAndThroughput } from './jobs/start-and-throughput.js';

/** The job platform: start and throughput against other systems, a burst of jobs, a killed worker. */
export const jobs: Benchmark = { name: 'jobs', needsHouse: true, run };

async function run(context: BenchContext): Promise<Finding[]> {
  return [
    ...(await startAndThroughput(context)),
    ...(await burst(context)),
    ...(await killedWorker(context)),
  ];
}
