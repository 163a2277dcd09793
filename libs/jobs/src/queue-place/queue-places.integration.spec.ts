import { JobsBench } from '../../test/jobs-bench.js';
import { fewDueJobs, nextJobs } from '../dispatch/dispatch-sql.js';
import { WorkerRegistry } from '../workers/worker-registry.js';
import { JobQueuePlaces } from './queue-places.js';

const shareMs = 10_000;

describe('JobQueuePlaces', () => {
  let bench: JobsBench;
  let places: JobQueuePlaces;
  beforeAll(async () => {
    bench = await JobsBench.open();
    places = new JobQueuePlaces(bench.db, shareMs);
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const agesAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000);

  it('is the order in which the dispatcher would take them, over owners and priorities', async () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let n = 0; n < 60; n++) {
      await bench.create({
        owner: ['ann', 'bob', 'cid', 'dan'][random(4)] as string,
        priority: random(5) - 2,
        runAt: agesAgo(random(300)),
      });
    }
    await bench.create({ owner: 'elsewhere', pool: 'gpu' });
    const { rows } = await bench.db.primary.query<{ id: string }>(nextJobs, ['cpu', 1_000, shareMs]);
    expect(rows).toHaveLength(60);
    const few = await bench.db.primary.query<{ id: string }>(fewDueJobs, ['cpu', 1_000, shareMs, 65]);
    expect(few.rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    for (const [index, { id }] of rows.entries()) {
      expect([index, (await places.of(id))?.position]).toEqual([index, index]);
    }
    const together = await Promise.all(rows.toReversed().map(({ id }) => places.of(id)));
    expect(together.map((place) => place?.position)).toEqual(rows.map((_, index) => index).toReversed());
  });

  it('puts those whose message is in the queue first, in the order of their messages', async () => {
    const waiting = await bench.create({ runAt: agesAgo(500), priority: 50 });
    const [first, second] = [await bench.create(), await bench.create({ owner: 'bob' })];
    await bench.db.primary.query(
      `UPDATE job SET dispatched_at = now() - CASE WHEN id = $1 THEN interval '2 s' ELSE interval '1 s' END
       WHERE id IN ($1, $2)`,
      [first, second],
    );
    const of = async (id: string) => (await places.of(id))?.position;
    expect([await of(first), await of(second), await of(waiting)]).toEqual([0, 1, 2]);
  });

  it('is unknown for a job that is not due, whose start is, and null for one that does not wait', async () => {
    const later = await bench.create({ runAt: new Date(Date.now() + 60_000) });
    const place = await places.of(later);
    expect(place).toMatchObject({ position: null, positionIsMinimum: false });
    expect(place?.etaSeconds).toBeGreaterThan(50);
    await bench.store().cancel(later);
    expect(await places.of(later)).toBeNull();
    expect(await places.of('no id')).toBeNull();
  });

  it('is told to each of those who ask together, whatever they ask for', async () => {
    const sent = await bench.create({ runAt: agesAgo(9) });
    await bench.db.primary.query('UPDATE job SET dispatched_at = now() WHERE id = $1', [sent]);
    const asked = [
      await bench.create({ owner: 'bob' }),
      await bench.create({ runAt: new Date(Date.now() + 60_000) }),
      sent,
      await bench.create({ pool: 'gpu' }),
      '018f0000-0000-7000-8000-000000000000',
      'no id',
    ];
    asked.push(asked[0]?.toUpperCase() as string);
    const told = await Promise.all(asked.map((id) => places.of(id)));
    expect(told.map((place) => place?.position ?? null)).toEqual([1, null, 0, 0, null, null, 1]);
    expect(told.map((place) => place === null)).toEqual([false, false, false, false, true, true, false]);
  });

  it('stops counting at a thousand', async () => {
    await bench.db.primary.query(
      `INSERT INTO job (kind, pool, owner, params, max_attempts, run_at)
       SELECT 'test', 'cpu', 'owner' || n % 3, '{}', 1, now() - interval '1 hour' FROM generate_series(1, 4000) n`,
    );
    const last = await bench.create({ owner: 'owner1' });
    expect(await places.of(last)).toEqual({ position: 1_000, positionIsMinimum: true, etaSeconds: null });
  });

  it('tells when a job will start, once it is known how long its kind takes and who runs it', async () => {
    const done = await bench.create();
    const store = bench.store();
    const claim = await store.claim(done, 1, 'w');
    if (!claim) throw new Error('not claimed');
    await store.succeed(claim, null);
    await bench.db.primary.query(`UPDATE job SET started_at = finished_at - interval '8 s' WHERE id = $1`, [
      done,
    ]);
    const running = await bench.create();
    await store.claim(running, 1, 'w');
    const [first, second] = [await bench.create(), await bench.create()];
    expect(await places.of(first)).toMatchObject({ position: 0, etaSeconds: null });
    await new WorkerRegistry(bench.db).beat({ id: 'w', pool: 'cpu', host: 'h', concurrency: 1 }, 1);
    expect(await places.of(first)).toMatchObject({ position: 0, etaSeconds: 4 });
    expect(await places.of(second)).toMatchObject({ position: 1, etaSeconds: 12 });
    const other = await bench.create({ kind: 'never-seen' });
    expect(await places.of(other)).toMatchObject({ position: 2, etaSeconds: null });
  });
});
