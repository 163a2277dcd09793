import { type PrivatePrimary, startPrimary } from './private-primary.js';
import { queryOnce } from './query-once.js';

describe('startPrimary', () => {
  let primary: PrivatePrimary;
  beforeAll(async () => {
    primary = await startPrimary();
    await queryOnce(primary.url, 'CREATE TABLE seen (n int)');
  }, 60_000);
  afterAll(() => primary?.remove(), 60_000);

  it.each([
    ['kill', 1],
    ['stop', 2],
  ] as const)(
    'can be brought down by %s and comes back with all that was committed',
    async (how, n) => {
      await queryOnce(primary.url, 'INSERT INTO seen VALUES ($1)', [n]);
      await primary[how]();
      await expect(queryOnce(primary.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await primary.start();
      const rows = await queryOnce(primary.url, 'SELECT n FROM seen ORDER BY n DESC LIMIT 1');
      expect(rows).toEqual([{ n }]);
    },
    60_000,
  );
});
