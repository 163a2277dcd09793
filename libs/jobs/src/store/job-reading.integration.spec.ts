import { failure } from '../../test/jobs-bench.js';
import { StoreBench } from '../../test/store-bench.js';
import type { JobStore } from './job-store.js';

describe('reading jobs', () => {
  let bench: StoreBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await StoreBench.open();
    store = bench.store;
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  it('pages through all jobs, the newest first, without gaps or repeats', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await bench.jobs.create());
    const seen: string[] = [];
    let cursor: string | undefined;
    const sizes: number[] = [];
    do {
      const page = await store.list({}, { limit: 3, ...(cursor && { cursor }) });
      sizes.push(page.items.length);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ids.reverse());
    expect(sizes).toEqual([3, 3, 1]);
  });

  it('filters by each column, alone and together', async () => {
    const cars = await bench.jobs.create({ subject: 'ann/cars', kind: 'convert' });
    const mine = await bench.jobs.create({ owner: 'bob', pool: 'gpu', subject: 'bob/x' });
    const ended = await bench.jobs.create({ subject: 'ann/cars' });
    await store.cancel(ended);
    const ids = async (filter: object) => (await store.list(filter)).items.map(({ id }) => id);
    expect(await ids({ kind: 'convert' })).toEqual([cars]);
    expect(await ids({ pool: 'gpu' })).toEqual([mine]);
    expect(await ids({ owner: 'bob' })).toEqual([mine]);
    expect(await ids({ subject: 'ann/cars' })).toEqual([ended, cars]);
    expect(await ids({ state: 'cancelled' })).toEqual([ended]);
    expect(await ids({ state: ['cancelled', 'queued'], subject: 'ann/cars' })).toEqual([ended, cars]);
    expect(await ids({ subject: 'ann/cars', owner: 'bob' })).toEqual([]);
  });

  it('tells dead letters from jobs that another attempt would not help', async () => {
    const end = async (retryable: boolean, request: object) => {
      const claim = await bench.claimed({ maxAttempts: 1, ...request });
      await store.fail(claim, failure(retryable));
      return claim.jobId;
    };
    const poison = await end(true, {});
    await end(false, {});
    const other = await end(true, { owner: 'bob' });
    await bench.claimed();
    const dead = async (filter: object) =>
      (await store.list({ dead: true, ...filter })).items.map(({ id }) => id);
    expect(await dead({})).toEqual([other, poison]);
    expect(await dead({ owner: 'bob', code: 'UnexpectedError' })).toEqual([other]);
    expect(await dead({ code: 'JobCrashed' })).toEqual([]);
    await store.retry(poison);
    expect(await dead({})).toEqual([other]);
  });

  it('shows lists without payloads', async () => {
    await bench.jobs.create({ params: { big: 'x'.repeat(1000) } });
    const [item] = (await store.list()).items;
    expect(item).toBeDefined();
    expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['params']));
    expect(Object.keys(item ?? {})).not.toEqual(expect.arrayContaining(['result']));
  });

  it('refuses a cursor and a limit that it did not make', async () => {
    await expect(store.list({}, { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
      code: 'InvalidParameter',
    });
    await expect(store.list({}, { limit: 0 })).rejects.toMatchObject({ code: 'InvalidParameter' });
  });

  it('counts jobs by state and pool', async () => {
    await bench.jobs.create();
    await bench.jobs.create();
    await bench.jobs.create({ pool: 'gpu' });
    await store.cancel(await bench.jobs.create());
    expect(await store.countsByStateAndPool()).toEqual([
      { state: 'cancelled', pool: 'cpu', jobs: 1 },
      { state: 'queued', pool: 'cpu', jobs: 2 },
      { state: 'queued', pool: 'gpu', jobs: 1 },
    ]);
  });
});
