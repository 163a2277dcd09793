import { errors } from '@rowhouse/contract';
import { failure } from '../../test/jobs-bench.js';
import { StoreBench } from '../../test/store-bench.js';

describe('what is told of jobs', () => {
  let bench: StoreBench;

  beforeAll(async () => {
    bench = await StoreBench.open();
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  it('tells of every change after its commit', async () => {
    const topics: string[] = [];
    const events = { publish: async (topic: string) => void topics.push(topic) };
    const loud = bench.jobs.store({ events });
    const id = await bench.jobs.create();
    const first = await loud.claim(id, 1, 'w1');
    if (first) await loud.heartbeat(first, { fraction: 0.1 });
    if (first) await loud.fail(first, failure(true));
    await loud.cancel(id);
    await loud.retry(id);
    const second = await loud.claim(id, 3, 'w1');
    await loud.cancel(id);
    if (second) await loud.succeed(second, null);
    expect(topics).toEqual([
      'job.running',
      'job.progress',
      'job.queued',
      'job.cancelled',
      'job.queued',
      'job.running',
      'job.cancelling',
      'job.succeeded',
    ]);
  });

  it('never lets a bus that is down fail a transition', async () => {
    const warned: string[] = [];
    const deaf = bench.jobs.store({
      events: { publish: () => Promise.reject(errors.QueueUnavailable()) },
      log: { warn: (_: object, text?: string) => void warned.push(text ?? '') } as never,
    });
    const claim = await deaf.claim(await bench.jobs.create(), 1, 'w1');
    expect(claim && (await deaf.succeed(claim, null))).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warned).toHaveLength(2);
  });
});
