import { JobsBench } from '../../test/jobs-bench.js';
import { WorkerRegistry } from '../workers/worker-registry.js';
import { PoolWork } from './pool-work.js';

describe('the unfinished work of a pool', () => {
  let bench: JobsBench;
  beforeAll(async () => {
    bench = await JobsBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000);
  const workNow = () => new PoolWork(bench.db).of('cpu');

  it('is nothing where all has ended, is for later or for others', async () => {
    await bench.create({ runAt: soon(600) });
    await bench.create({ pool: 'gpu' });
    await bench.store().cancel(await bench.create());
    expect(await workNow()).toEqual({ due: [], oldestDueSeconds: 0, running: [] });
  });

  it('counts what is due by kind, whether its message is in the queue or not', async () => {
    await bench.create({ kind: 'a', runAt: soon(-90) });
    const dispatched = await bench.create({ kind: 'a' });
    await bench.db.primary.query('UPDATE job SET dispatched_at = now() WHERE id = $1', [dispatched]);
    await bench.create({ kind: 'b' });
    const { due, oldestDueSeconds } = await workNow();
    expect(due.sort((x, y) => x.kind.localeCompare(y.kind))).toEqual([
      { kind: 'a', jobs: 2, meanSeconds: null },
      { kind: 'b', jobs: 1, meanSeconds: null },
    ]);
    expect(oldestDueSeconds).toBeGreaterThanOrEqual(89);
  });

  it('counts what runs by the host of its worker, with those whose worker is gone', async () => {
    const store = bench.store();
    for (const worker of ['w1', 'w1', 'gone']) await store.claim(await bench.create(), 1, worker);
    await new WorkerRegistry(bench.db).beat({ id: 'w1', pool: 'cpu', host: 'pod-1', concurrency: 2 }, 2);
    const { due, running } = await workNow();
    expect(due).toEqual([]);
    expect(running.sort((x, y) => x.host.localeCompare(y.host))).toEqual([
      { kind: 'test', host: '', jobs: 1, meanSeconds: null },
      { kind: 'test', host: 'pod-1', jobs: 2, meanSeconds: null },
    ]);
  });

  it('knows how long a job of a kind takes from the pool’s latest ones', async () => {
    const store = bench.store();
    for (const seconds of [2, 4]) {
      const id = await bench.create();
      const claim = await store.claim(id, 1, 'w');
      if (claim) await store.succeed(claim, null);
      await bench.db.primary.query(
        `UPDATE job SET started_at = finished_at - $2 * interval '1 s' WHERE id = $1`,
        [id, seconds],
      );
    }
    await bench.create();
    expect((await workNow()).due).toEqual([{ kind: 'test', jobs: 1, meanSeconds: 3 }]);
  });

  it('stops counting in a huge backlog', async () => {
    await bench.db.primary.query(
      `INSERT INTO job (kind, pool, owner, params, max_attempts, run_at)
       SELECT 'test', 'cpu', 'ann', '{}', 1, now() - interval '1 h' FROM generate_series(1, 10500)`,
    );
    const work = await workNow();
    expect(work.due).toEqual([{ kind: 'test', jobs: 10_000, meanSeconds: null }]);
    expect(work.oldestDueSeconds).toBeGreaterThanOrEqual(3_600);
  });
});
