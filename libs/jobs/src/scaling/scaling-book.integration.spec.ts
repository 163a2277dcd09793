import { JobsBench } from '../../test/jobs-bench.js';
import { ScalingBook } from './scaling-book.js';

const status = {
  desired: 2,
  actual: 1,
  needed: 2,
  due: 3,
  running: 1,
  oldestDueSeconds: 0.5,
  reason: 'jobs-due' as const,
  why: 'because',
  checkedAt: '2026-05-01T12:00:00.000Z',
};
const change = (to: number) => ({
  at: status.checkedAt,
  from: 0,
  to,
  reason: status.reason,
  why: status.why,
});

describe('the book of the autoscaler', () => {
  let bench: JobsBench;
  let book: ScalingBook;
  beforeAll(async () => {
    bench = await JobsBench.open();
    book = new ScalingBook(bench.db);
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.db.primary.query('TRUNCATE pool_scaling'));

  it('keeps the latest status and the newest changes, each pool for itself', async () => {
    for (let to = 0; to < 25; to++) await book.tell('cpu', status, change(to));
    await book.tell('cpu', { ...status, desired: 9 }, null);
    await book.tell('gpu', status, null);
    const entries = (await book.read()).sort((a, b) => a.pool.localeCompare(b.pool));
    expect(entries.map(({ pool }) => pool)).toEqual(['cpu', 'gpu']);
    expect(entries[0]?.status).toEqual({ ...status, desired: 9 });
    expect(entries[0]?.changes.map(({ to }) => to)).toEqual(Array.from({ length: 20 }, (_, n) => 24 - n));
    expect(entries[1]?.changes).toEqual([]);
  });

  it('shows an error beside what was found before, until a look succeeds', async () => {
    const error = { at: status.checkedAt, reason: 'it is away' };
    await book.tellError('cpu', error);
    expect(await book.read()).toEqual([{ pool: 'cpu', status: null, error, changes: [] }]);
    expect(await book.known()).toEqual(new Set());
    await book.tell('cpu', status, change(2));
    await book.tellError('cpu', error);
    expect(await book.read()).toEqual([{ pool: 'cpu', status, error, changes: [change(2)] }]);
    await book.tell('cpu', status, null);
    expect(await book.read()).toMatchObject([{ error: null, changes: [change(2)] }]);
    expect(await book.known()).toEqual(new Set(['cpu']));
  });
});
