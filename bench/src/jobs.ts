import { testServers } from '@rowhouse/testing';
import type { BenchContext, Benchmark, Finding } from './finding.js';
import { burst } from './jobs/burst.js';
import { killedWorker } from './jobs/killed-worker.js';
import { start } from './jobs/start.js';
import { throughput } from './jobs/throughput.js';

/** The job platform: start and throughput against other systems, a burst of jobs, a killed worker. */
export const jobs: readonly Benchmark[] = [
  { name: 'jobs-start', needsHouse: true, run: withRabbitMq(start) },
  { name: 'jobs-throughput', needsHouse: true, run: withRabbitMq(throughput) },
  { name: 'jobs-burst', needsHouse: true, run: burst },
  { name: 'jobs-killed', needsHouse: true, run: withRabbitMq(killedWorker) },
];

function withRabbitMq(measure: Benchmark['run']): Benchmark['run'] {
  return async (context: BenchContext): Promise<Finding[]> => {
    if (hasRabbitMq()) return measure(context);
    context.say('RabbitMQ is not there, so this is left out; start it with: npm run servers:up');
    return [];
  };
}

function hasRabbitMq(): boolean {
  try {
    return Boolean(testServers().amqpUrl);
  } catch {
    return false;
  }
}
