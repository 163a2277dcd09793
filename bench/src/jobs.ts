import { testServers } from '@rowhouse/testing';
import type { BenchContext, Benchmark, Finding } from './finding.js';
import { burst } from './jobs/burst.js';
import { killedWorker } from './jobs/killed-worker.js';
import { startAndThroughput } from './jobs/start-and-throughput.js';

/** The job platform: start and throughput against other systems, a burst of jobs, a killed worker. */
export const jobs: Benchmark = { name: 'jobs', needsHouse: true, run };

async function run(context: BenchContext): Promise<Finding[]> {
  const findings = await burst(context);
  if (!hasRabbitMq()) {
    context.say('RabbitMQ is not there, so the rest is left out; start it with: npm run servers:up');
    return findings;
  }
  return [...(await startAndThroughput(context)), ...findings, ...(await killedWorker(context))];
}

function hasRabbitMq(): boolean {
  try {
    return Boolean(testServers().amqpUrl);
  } catch {
    return false;
  }
}
