import { errors } from '@rowhouse/contract';
import { until } from '../../test/jobs-bench.js';
import { StoreBench } from '../../test/store-bench.js';
import { JobEntity } from '../schema/job.entity.js';
import type { JobStore } from './job-store.js';

describe('creating a job', () => {
  let bench: StoreBench;
  let store: JobStore;

  beforeAll(async () => {
    bench = await StoreBench.open();
    store = bench.store;
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  it('stores what was asked for, with the defaults', async () => {
    const id = await bench.jobs.create({ subject: 'ann/cars', priority: 2, params: { split: 'train' } });
    expect(await store.get(id)).toMatchObject({
      id,
      kind: 'test',
      pool: 'cpu',
      owner: 'ann',
      subject: 'ann/cars',
      state: 'queued',
      priority: 2,
      params: { split: 'train' },
      attempt: 1,
      maxAttempts: 3,
      progress: {},
      result: null,
      error: null,
      history: [],
      startedAt: null,
      finishedAt: null,
      cpuMs: 0,
    });
  });

  it('gives ids of UUID version 7 that grow with time', async () => {
    const ids = await bench.jobs.db.write(async (tx) => {
      const made: string[] = [];
      for (let n = 0; n < 50; n++) {
        made.push(await store.create(tx, { kind: 'test', pool: 'cpu', owner: 'ann', params: {} }));
      }
      return made;
    });
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
    const madeAt = Number.parseInt((ids[0] ?? '').replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(madeAt - Date.now())).toBeLessThan(3_600_000);
  });

  it('tells the dispatcher of several that come together by pool, after two of their names', async () => {
    const heard: string[] = [];
    const { db } = bench.jobs;
    const ends = [
      await db.listen('rowhouse_new_jobs', (text) => void heard.push(`new ${text}`)),
      await db.listen('rowhouse_jobs', (text) => void heard.push(`pool ${text}`)),
    ];
    const plain = { kind: 'test', owner: 'ann', params: {} };
    const requests = [
      { ...plain, pool: 'cpu', runAt: new Date('2099-01-01') },
      ...Array.from({ length: 3 }, () => ({ ...plain, pool: 'cpu' })),
      { ...plain, pool: 'gpu' },
      { ...plain, pool: 'later', runAt: new Date('2099-01-01') },
    ];
    const made = await db.write((tx) => store.createAll(tx, requests));
    expect(made.map(({ pool }) => pool)).toEqual(requests.map(({ pool }) => pool));
    await until(
      () => heard,
      (all) => all.filter((each) => each.startsWith('pool')).length === 3,
    );
    for (const end of ends) await end();
    const [, second, third, , fifth] = made.map(({ id }) => id);
    expect(heard.filter((each) => each.startsWith('new')).toSorted()).toEqual(
      [`new cpu ${second}`, `new cpu ${third}`, `new gpu ${fifth}`].toSorted(),
    );
    expect(heard.slice(3).toSorted()).toEqual(['pool cpu', 'pool gpu', 'pool later']);
    expect(await db.write((tx) => store.createAll(tx, []))).toEqual([]);
  });

  it('leaves nothing when the caller rolls back', async () => {
    const attempt = bench.jobs.db.write(async (tx) => {
      await store.create(tx, { kind: 'test', pool: 'cpu', owner: 'ann', params: {} });
      throw errors.UnexpectedError();
    });
    await expect(attempt).rejects.toMatchObject({ code: 'UnexpectedError' });
    expect((await store.list()).items).toEqual([]);
  });

  it.each([
    [{ pool: 'GPU 1' }, "'pool'"],
    [{ priority: 101 }, "'priority'"],
    [{ priority: 0.5 }, "'priority'"],
    [{ maxAttempts: 0 }, "'maxAttempts'"],
  ])('refuses %j', async (request, named) => {
    await expect(bench.jobs.create(request)).rejects.toMatchObject({
      code: 'InvalidParameter',
      message: expect.stringContaining(named),
    });
  });

  it('is readable through the TypeORM entity, column by column', async () => {
    const id = await bench.jobs.create({ subject: 'ann/cars', params: { a: 1 } });
    const row = await bench.jobs.db.dataSource.getRepository(JobEntity).findOneByOrFail({ id });
    expect(row).toMatchObject({
      kind: 'test',
      subject: 'ann/cars',
      params: { a: 1 },
      fence: '0',
      cpuMs: '0',
    });
    expect(row.runAt).toEqual(row.createdAt);
  });
});
