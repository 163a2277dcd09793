import { jest } from '@jest/globals';
import { JobsBench } from '../../test/jobs-bench.js';
import { Reaper } from '../reap/reaper.js';
import type { JobStore } from '../store/job-store.js';
import { JobRemains } from './job-remains.js';

jest.setTimeout(60_000);

describe('JobRemains', () => {
  let bench: JobsBench;
  let store: JobStore;
  let remains: JobRemains;
  beforeAll(async () => {
    bench = await JobsBench.open();
    store = bench.store();
    remains = new JobRemains(bench.db);
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  /** A job whose worker vanished; with attempts left it is queued again. */
  const crashed = async (maxAttempts: number): Promise<string> => {
    const id = await bench.create({ maxAttempts });
    await store.claim(id, 1, 'w1');
    await bench.expire(id);
    await new Reaper(bench.db).reap();
    return id;
  };
  const cleared = async (pool = 'cpu') => {
    const ids: string[] = [];
    const count = await remains.clear(pool, async ({ id }) => void ids.push(id));
    return { count, ids };
  };

  it('are cleared once, after the last attempt, by the pool of the job', async () => {
    const id = await crashed(1);
    expect(await cleared('gpu')).toEqual({ count: 0, ids: [] });
    expect(await cleared()).toEqual({ count: 1, ids: [id] });
    expect(await cleared()).toEqual({ count: 0, ids: [] });
  });

  it('wait while another attempt may tidy up, and need nothing when that one succeeded', async () => {
    const id = await crashed(2);
    expect(await cleared()).toEqual({ count: 0, ids: [] });
    const claim = await store.claim(id, 2, 'w2');
    if (!claim) throw new Error('The job could not be claimed.');
    await store.succeed(claim, {});
    expect(await cleared()).toEqual({ count: 1, ids: [] });
  });

  it('are cleared when the job is cancelled before its next attempt', async () => {
    const id = await crashed(2);
    await store.cancel(id);
    expect(await cleared()).toEqual({ count: 1, ids: [id] });
  });

  it('stay noted when they could not be removed', async () => {
    const id = await crashed(1);
    const failing = remains.clear('cpu', () => Promise.reject(new Error('the disk is away')));
    await expect(failing).rejects.toThrow('the disk is away');
    expect(await cleared()).toEqual({ count: 1, ids: [id] });
  });
});
