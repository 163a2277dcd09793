import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { JobRecord } from '@rowhouse/jobs';
import { waitFor } from '@rowhouse/testing';
import { RunnerUnderTest } from '../../test/runner-under-test.js';

jest.setTimeout(60_000);
const unruly = fileURLToPath(new URL('../../test/unruly-kinds.ts', import.meta.url));

describe('a job that goes too far ends alone', () => {
  let house: RunnerUnderTest;
  beforeAll(async () => {
    house = await RunnerUnderTest.open([unruly]);
  });
  afterAll(() => house?.close());

  const run = async (kind: string, what: string, amount?: number): Promise<JobRecord> => {
    const job = await house.create(kind, { what, amount });
    await house.deliver(house.runner(), job);
    return (await house.jobs.get(job.id)) as JobRecord;
  };
  const works = async () => expect((await run('unruly', 'answers', 3)).result).toEqual({ text: 'xxx' });

  it('by an answer that is too large', async () => {
    expect(await run('unruly', 'answers', 9_999_000)).toMatchObject({ state: 'succeeded' });
    const [before] = await house.processes();
    const job = await run('unruly', 'answers', 100_000_000);
    expect(job).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'TooBigContentError', details: { limit: 10_000_000, actual: 100_000_011 } },
    });
    expect(job.error?.message).toContain("The result of 'unruly' is too big: 100000011 bytes");
    // Its process was at no fault and goes on.
    expect(await house.processes()).toEqual([before]);
    await works();
  });

  it('by filling the memory of its worker', async () => {
    const most = process.memoryUsage.rss();
    const job = await run('unruly', 'asks too much', 100_000_000);
    expect(job).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'TooBigContentError', details: { limit: 32_000_000 } },
    });
    expect(process.memoryUsage.rss() - most).toBeLessThan(100_000_000);
    expect(await house.processes()).toEqual([]);
    await works();
  });

  it.each(['eats memory', 'eats memory without a pause'])('when it %s', async (what) => {
    const job = await run('narrow', what);
    expect(job).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'JobMemoryExceeded', retryable: false, details: { limit: 500 } },
    });
    expect(job.error?.details.actual).toBeGreaterThan(500);
    expect(job.error?.message).toMatch(/the allowed 500 MiB \(its process had \d+ MiB\)/);
    await works();
  });

  it('when it loops', async () => {
    expect(await run('brief', 'loops')).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'JobTimedOut', details: { limit: 2 } },
    });
    await works();
  });

  it('when it crashes: once more, since its kind allows two attempts', async () => {
    const first = await run('unruly', 'segfaults');
    expect(first).toMatchObject({ state: 'queued', attempt: 2, maxAttempts: 2 });
    expect(first.history[0]).toMatchObject({
      code: 'JobCrashed',
      message: expect.stringContaining('SIGSEGV'),
    });
    await house.deliver(house.runner(), first);
    expect(await house.jobs.get(first.id)).toMatchObject({ state: 'failed', error: { code: 'JobCrashed' } });
    await works();
  });

  it('when it throws what is in no catalogue, and nobody outside learns what', async () => {
    const job = await run('unruly', 'throws');
    expect(job).toMatchObject({ state: 'queued', attempt: 2, error: { code: 'UnexpectedError' } });
    expect(JSON.stringify(job)).not.toContain('of no catalogue');
  });

  it('with what it was writing', async () => {
    const job = await run('unruly', 'dies while it writes');
    expect(job.history[0]?.code).toBe('JobCrashed');
    expect(await house.unfinished()).toEqual([]);
  });

  it('with all that it has started', async () => {
    const job = await run('brief', 'starts others');
    expect(job.error?.code).toBe('JobTimedOut');
    const sleeping = () => execFileSync('ps', ['-eo', 'ppid=,args=']).toString().includes('sleep 3600');
    await waitFor(() => !sleeping(), { what: 'what the job has started to end' });
  });

  it('and one that holds a GPU says for how long', async () => {
    expect(await run('unruly', 'holds a GPU', 1.5)).toMatchObject({ state: 'succeeded', gpuMs: 1500 });
  });
});
