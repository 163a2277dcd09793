import { openMessaging } from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { both, type Fault, jobThatIs } from '../fault.js';
import type { FaultHouse } from '../fault-house.js';

type Message = { jobId: string; attempt: number };

/** Publishes messages past the dispatcher, as a queue that went mad. */
async function deliver(house: FaultHouse, messages: Message[]): Promise<void> {
  const messaging = await openMessaging({
    queueUrl: house.broker?.url ?? 'postgres',
    database: house.db,
    log: createLogger({ service: 'fault-suite', level: 'silent' }),
    name: 'fault-suite',
  });
  try {
    await messaging.queue.publish('cpu', messages);
  } finally {
    await messaging.close();
  }
}

export const messageStrikes: Fault[] = [
  {
    name: 'the same message a thousand times, before, during and after its job',
    drivers: both,
    short: ['rabbitmq'],
    async strike(house, load, { copies }) {
      const jobs = await Promise.all([1, 2, 3].map((n) => load.job('fault-sound', { ms: n * 1000 })));
      const all = (count: number) =>
        jobs.flatMap((jobId) => Array.from({ length: count }, () => ({ jobId, attempt: 1 })));
      await deliver(house, all(Math.ceil(copies / 3)));
      await jobThatIs(house, 'midway', jobs);
      await deliver(house, all(Math.ceil(copies / 3)));
      await jobThatIs(house, 'succeeded', jobs);
      await deliver(house, all(Math.ceil(copies / 3)));
    },
  },
  {
    name: 'messages late, in the wrong order and of attempts that never were',
    drivers: both,
    short: [],
    async strike(house, load) {
      const bad = await load.job('fault-throw');
      const sound = await Promise.all([1, 2, 3].map((n) => load.job('fault-sound', { ms: n * 300 })));
      const ids = [bad, ...sound];
      const attempts = (numbers: number[]) =>
        numbers.flatMap((attempt) => ids.toReversed().map((jobId) => ({ jobId, attempt })));
      await deliver(house, attempts([3, 2, 99, 1]));
      await jobThatIs(house, 'failed', [bad]);
      await deliver(house, attempts([2, 1, 3]));
      await deliver(house, [{ jobId: '00000000-0000-7000-8000-000000000000', attempt: 1 }]);
    },
  },
];
