import { SearchedSplit } from '../../testing/searched-split.js';
import { indexVersion } from '../index/index-format.js';
import { SearchPool } from './search-pool.js';

const patient = 120_000;

describe('search threads', () => {
  let split: SearchedSplit;
  beforeAll(async () => {
    split = await SearchedSplit.ofRows(
      Array.from({ length: 100_000 }, (_nothing, index) => ({
        text: `common ${index % 2 ? 'odd' : 'even'} w${index}`,
      })),
    );
  }, patient);
  afterAll(() => split.close());

  const withPool = async <T>(
    options: { threads: number; maxWaiting: number; openFiles?: number },
    work: (pool: SearchPool) => Promise<T>,
  ): Promise<T> => {
    const pool = new SearchPool({ openFiles: 2, memoryMb: 256, ...options });
    try {
      return await work(pool);
    } finally {
      await pool.close();
    }
  };
  const task = (any: string, length = 10) => ({
    path: split.indexPath,
    version: indexVersion,
    any,
    all: null,
    none: null,
    numRows: 100_000,
    offset: 0,
    length,
  });
  const never = new AbortController().signal;

  it(
    'refuses what can neither run nor wait, and serves the rest',
    () =>
      withPool({ threads: 1, maxWaiting: 2 }, async (pool) => {
        const asked = await Promise.allSettled(
          Array.from({ length: 10 }, () => pool.run(task('"common"'), never)),
        );
        const served = asked.filter(({ status }) => status === 'fulfilled');
        const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        expect(served).toHaveLength(3);
        expect(refused).toHaveLength(7);
        for (const reason of refused)
          expect(reason).toMatchObject({ code: 'ServerBusy', status: 503, retryable: true });
        expect(pool.waiting).toBe(0);
        expect(pool.running).toBe(0);
      }),
    patient,
  );

  it(
    'stops a search that nobody waits for, whether it runs or waits',
    () =>
      withPool({ threads: 1, maxWaiting: 10 }, async (pool) => {
        const leaving = new AbortController();
        // Once this one has answered, the thread runs and has the file open.
        await pool.run(task('"w1"'), never);
        const running = pool.run(task('"common" OR "odd" OR "even"', 50_000), leaving.signal);
        const waiting = pool.run(task('"common"'), leaving.signal);
        const staying = pool.run(task('"w7"'), never);
        const gone = Promise.allSettled([running, waiting]);
        leaving.abort(new Error('gone'));
        for (const outcome of await gone) {
          expect(outcome).toMatchObject({
            status: 'rejected',
            reason: expect.objectContaining({ message: 'gone' }),
          });
        }
        expect(await staying).toMatchObject({ total: 1, hits: [{ rowIdx: 7 }] });
        await expect(pool.run(task('"w7"'), leaving.signal)).rejects.toThrow('gone');
      }),
    patient,
  );

  it(
    'keeps a bounded number of files open, and finds all of them again',
    () =>
      withPool({ threads: 1, maxWaiting: 10, openFiles: 1 }, async (pool) => {
        const other = await SearchedSplit.ofRows([{ text: 'w7 alone' }]);
        try {
          for (let round = 0; round < 3; round++) {
            expect((await pool.run(task('"w7"'), never)).total).toBe(1);
            expect((await pool.run({ ...task('"alone"'), path: other.indexPath }, never)).total).toBe(1);
          }
        } finally {
          await other.close();
        }
      }),
    patient,
  );

  it(
    'ranks the best of many without keeping all',
    () =>
      withPool({ threads: 1, maxWaiting: 10 }, async (pool) => {
        const all = await pool.run(task('"odd" OR "w8" OR "w9"', 100_000), never);
        expect(all.total).toBe(50_001);
        expect(all.hits.slice(0, 2).map(({ rowIdx }) => rowIdx)).toEqual([9, 8]);
        for (const [offset, length] of [
          [0, 10],
          [40_000, 300],
          [49_995, 100],
          [60_000, 10],
        ] as const) {
          const page = await pool.run({ ...task('"odd" OR "w8" OR "w9"', length), offset }, never);
          expect(page.hits).toEqual(all.hits.slice(offset, offset + length));
        }
      }),
    patient,
  );

  it(
    'ends what runs and waits when it closes',
    async () => {
      const pool = new SearchPool({ threads: 1, maxWaiting: 10, openFiles: 1, memoryMb: 64 });
      const asked = Promise.allSettled([pool.run(task('"common"'), never), pool.run(task('"w7"'), never)]);
      await pool.close();
      expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await expect(pool.run(task('"w7"'), never)).rejects.toThrow('closed');
    },
    patient,
  );
});
