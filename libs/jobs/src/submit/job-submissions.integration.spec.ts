import { JobsBench } from '../../test/jobs-bench.js';
import { JobBatches } from '../batch/job-batches.js';
import type { JobRequest } from '../life/job-request.js';
import { JobSubmissions } from './job-submissions.js';

const request: JobRequest = {
  kind: 'test',
  pool: 'cpu',
  owner: 'ann',
  params: { a: 1, b: { c: [1, 2], d: 'x' } },
};

describe('JobSubmissions', () => {
  let bench: JobsBench;
  let submissions: JobSubmissions;
  beforeAll(async () => {
    bench = await JobsBench.open();
    submissions = new JobSubmissions(bench.db, bench.store(), new JobBatches(bench.db, bench.store()));
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const jobs = async () =>
    (await bench.db.primary.query<{ n: number }>('SELECT count(*)::int AS n FROM job')).rows[0]?.n;

  it('make one job of twenty that come at once with one key', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => submissions.submit({ request, idempotencyKey: 'k' })),
    );
    expect(new Set(all.map(({ jobId }) => jobId)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(await jobs()).toBe(1);
  });

  it('tell keys and owners apart, and make a job each time without a key', async () => {
    const ids = await Promise.all([
      submissions.submit({ request, idempotencyKey: 'k' }),
      submissions.submit({ request, idempotencyKey: 'other' }),
      submissions.submit({ request: { ...request, owner: 'bob' }, idempotencyKey: 'k' }),
      submissions.submit({ request }),
      submissions.submit({ request }),
    ]);
    expect(new Set(ids.map(({ jobId }) => jobId)).size).toBe(5);
    expect(ids.every(({ created }) => created)).toBe(true);
  });

  it('do not mind the order of fields, and refuse another request under the same key', async () => {
    const first = await submissions.submit({ request, idempotencyKey: 'k' });
    const turned = { ...request, params: { b: { d: 'x', c: [1, 2] }, a: 1 } };
    expect(await submissions.submit({ request: turned, idempotencyKey: 'k' })).toMatchObject({
      jobId: first.jobId,
      created: false,
    });
    for (const other of [
      { params: { a: 2, b: { c: [1, 2], d: 'x' } } },
      { params: { a: 1, b: { c: [2, 1], d: 'x' } } },
      { priority: 1 },
      { runAt: new Date('2030-01-01') },
    ]) {
      await expect(
        submissions.submit({ request: { ...request, ...other }, idempotencyKey: 'k' }),
      ).rejects.toMatchObject({ code: 'IdempotencyKeyReused', status: 409, details: { jobId: first.jobId } });
    }
    expect(await jobs()).toBe(1);
  });

  it('leave the key free when the job could not be made', async () => {
    const wrong = { ...request, priority: 1_000 };
    await expect(submissions.submit({ request: wrong, idempotencyKey: 'k' })).rejects.toMatchObject({
      code: 'InvalidParameter',
    });
    expect(await submissions.submit({ request, idempotencyKey: 'k' })).toMatchObject({ created: true });
  });
});
