import { jest } from '@jest/globals';
import { jobEventData, jobEventTypes } from '@rowhouse/contract';
import { failure, JobsBench } from '../../test/jobs-bench.js';
import type { Claim } from '../life/job.js';
import type { JobStore } from '../store/job-store.js';

jest.setTimeout(60_000);

describe('events of jobs', () => {
  let bench: JobsBench;
  let store: JobStore;
  beforeAll(async () => {
    bench = await JobsBench.open();
    store = bench.store();
  });
  afterAll(() => bench?.close());
  beforeEach(async () => {
    await bench.clear();
    await bench.db.primary.query('TRUNCATE event_inbox');
  });

  const told = async () => {
    const { rows } = await bench.db.primary.query<{ topic: string; owner: string; data: object }>(
      'SELECT topic, owner, job_id, data FROM event_inbox ORDER BY id',
    );
    for (const { data } of rows) jobEventData.parse(data);
    return rows;
  };
  const topics = async () => (await told()).map(({ topic }) => topic);
  const claimed = async (jobId: string, attempt = 1): Promise<Claim> => {
    const claim = await store.claim(jobId, attempt, 'w1');
    if (!claim) throw new Error('The job could not be claimed.');
    return claim;
  };

  it('tell its life, attempt by attempt', async () => {
    const id = await bench.create({ subject: 'me/cars' });
    await store.release(await claimed(id));
    await store.fail(await claimed(id), failure(true));
    const claim = await claimed(id, 2);
    await store.heartbeat(claim, { fraction: 0.5 });
    await store.succeed(claim, { ok: true });
    const events = await told();
    expect(events.map(({ topic }) => topic)).toEqual([
      'job.created',
      'job.started',
      'job.released',
      'job.started',
      'job.retried',
      'job.started',
      'job.succeeded',
    ]);
    expect(events[0]).toMatchObject({
      owner: 'ann',
      job_id: id,
      data: { jobId: id, kind: 'test', pool: 'cpu', subject: 'me/cars', state: 'queued', attempt: 1 },
    });
    expect(events[4]?.data).toMatchObject({
      state: 'queued',
      attempt: 2,
      error: { code: 'UnexpectedError', error: 'The job runner raised an unexpected error.' },
    });
    expect(events[6]?.data).toMatchObject({ state: 'succeeded', attempt: 2, error: null });
  });

  it('tell how it was cancelled, queued or running, and that an operator has revived it', async () => {
    const queued = await bench.create();
    await store.cancel(queued);
    const running = await bench.create();
    const claim = await claimed(running);
    await store.cancel(running);
    await store.cancel(running);
    await store.fail(claim, failure(false));
    await store.retry(running);
    expect(await topics()).toEqual([
      'job.created',
      'job.cancelled',
      'job.created',
      'job.started',
      'job.cancelling',
      'job.cancelled',
      'job.retried',
    ]);
    for (const topic of await topics()) expect(jobEventTypes).toContain(topic);
  });

  it('are not told of changes that were rolled back or fenced off', async () => {
    const id = await bench.create();
    const claim = await claimed(id);
    const effects = () => Promise.reject(new Error('the effects failed'));
    await expect(store.succeed(claim, null, effects)).rejects.toThrow('the effects failed');
    expect(await store.succeed({ ...claim, fence: '0' }, null)).toBe(false);
    await store.fail(claim, failure(false));
    expect(await topics()).toEqual(['job.created', 'job.started', 'job.failed']);
  });
});
