import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { JobRecord } from '@rowhouse/jobs';
import { waitFor } from '@rowhouse/testing';
import { RunnerUnderTest } from '../../test/runner-under-test.js';

jest.setTimeout(60_000);
const moduleOf = (name: string) => fileURLToPath(new URL(`../../test/${name}.ts`, import.meta.url));

describe('what comes before the code of a job', () => {
  let house: RunnerUnderTest | null = null;
  afterEach(async () => {
    await house?.close();
    house = null;
  });

  const run = async (module: string, kind: string): Promise<JobRecord> => {
    house = await RunnerUnderTest.open([moduleOf(module)]);
    const job = await house.create(kind, {});
    await house.deliver(house.runner(), job);
    return (await house.jobs.get(job.id)) as JobRecord;
  };

  it('counts for its time: a module that never gets through', async () => {
    expect(await run('looping-import', 'looping-import')).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'JobTimedOut', details: { limit: 2 } },
    });
    expect(await house?.processes()).toEqual([]);
  });

  it('counts for its memory: a module that fills it', async () => {
    expect(await run('hungry-import', 'hungry-import')).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'JobMemoryExceeded', details: { limit: 500 } },
    });
    expect(await house?.processes()).toEqual([]);
  });

  it('counts for its time: data that never come', async () => {
    expect(await run('late-kinds', 'waiting')).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { code: 'JobTimedOut', details: { limit: 1 } },
    });
  });

  it('keeps its lease, and ends with a cancel', async () => {
    const own = await RunnerUnderTest.open([moduleOf('late-kinds')]);
    house = own;
    const job = await own.create('patient', {});
    const delivered = own.deliver(own.runner(), job);
    const leaseEnd = async () => (await own.jobs.get(job.id))?.leaseUntil?.getTime() ?? 0;
    await waitFor(async () => (await leaseEnd()) > 0, { what: 'the claim' });
    const first = await leaseEnd();
    await waitFor(async () => (await leaseEnd()) > first, { what: 'a heartbeat' });
    expect(await own.jobs.cancel(job.id)).toBe('requested');
    await delivered;
    expect(await own.jobs.get(job.id)).toMatchObject({ state: 'cancelled', error: { code: 'JobCancelled' } });
  });

  it('fails an attempt when it fails, and nobody outside learns why', async () => {
    const job = await run('late-kinds', 'failing');
    expect(job).toMatchObject({ state: 'queued', attempt: 2, history: [{ code: 'UnexpectedError' }] });
    expect(JSON.stringify(job)).not.toContain('secret');
  });
});
