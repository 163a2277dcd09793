import { JobsBench, until } from '../../test/jobs-bench.js';
import { JobHistory } from './job-history.js';
import { LeaderTasks } from './leader-tasks.js';

describe('what one process of all does from time to time', () => {
  let bench: JobsBench;
  beforeAll(async () => {
    bench = await JobsBench.open();
  });
  afterAll(() => bench?.close());
  beforeEach(() => bench.clear());

  const leadership = { retryMs: 20, pingMs: 100, pingTimeoutMs: 5_000 };

  it('is done by one, again and again also after a failure, and by another when the first stops', async () => {
    const runs = { first: 0, second: 0 };
    const tasksOf = (name: keyof typeof runs) =>
      new LeaderTasks(
        bench.db,
        [
          {
            name: 'count',
            everyMs: 5,
            run: async () => {
              runs[name]++;
              throw new Error('from a task');
            },
          },
        ],
        { leadership },
      );
    const [first, second] = [tasksOf('first'), tasksOf('second')];
    first.start();
    await until(
      () => runs.first,
      (seen) => seen >= 3,
    );
    second.start();
    await first.stop();
    const { first: atStop } = runs;
    await until(
      () => runs.second,
      (seen) => seen >= 2,
    );
    expect(runs.first).toBe(atStop);
    await second.stop();
  });

  it('counts stay exact through ends, retries, deletion and summing up', async () => {
    const store = bench.store();
    const history = new JobHistory(bench.db);
    const counts = async () =>
      Object.fromEntries((await store.countsByStateAndPool()).map(({ state, jobs }) => [state, jobs]));
    const ids = [];
    for (let job = 0; job < 4; job++) ids.push(await bench.create());
    const [first = '', second = '', third = '', fourth = ''] = ids;
    for (const id of [first, second]) {
      const claim = await store.claim(id, 1, 'w');
      if (claim) await store.succeed(claim, null);
    }
    await store.cancel(third);
    const expected = { succeeded: 2, cancelled: 1, queued: 1 };
    await until(counts, (seen) => JSON.stringify(seen) !== '{}');
    expect(await counts()).toEqual(expected);
    await history.sumUpCounts();
    expect(await counts()).toEqual(expected);
    await store.retry(third);
    expect(await counts()).toEqual({ succeeded: 2, queued: 2 });
    await history.sumUpCounts();
    await history.sumUpCounts();
    await bench.db.primary.query('DELETE FROM job WHERE id = ANY($1::uuid[])', [[first, fourth]]);
    expect(await counts()).toEqual({ succeeded: 1, queued: 1 });
    const changes = await bench.db.primary.query('SELECT 1 FROM job_count_change');
    expect(changes.rows).toHaveLength(1);
  });

  it('knows the jobs whose results nobody needs any more', async () => {
    const store = bench.store();
    const [old, young, waiting] = [await bench.create(), await bench.create(), await bench.create()];
    for (const id of [old, young]) await store.cancel(id);
    await bench.db.primary.query(`UPDATE job SET finished_at = now() - interval '49 hours' WHERE id = $1`, [
      old,
    ]);
    const gone = '00000000-0000-7000-8000-000000000000';
    const found = await new JobHistory(bench.db).finishedLongAgo([old, young, waiting, gone, 'no id'], 2);
    expect([...found].sort()).toEqual([gone, old].sort());
  });
});
