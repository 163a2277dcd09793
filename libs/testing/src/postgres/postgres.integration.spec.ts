import { type FreshDatabase, freshDatabase } from './fresh-database.js';
import { type PrivateReplica, startReplica } from './private-replica.js';
import { queryOnce } from './query-once.js';
import { replayed } from './replay.js';

describe('freshDatabase', () => {
  it('gives a database that the replica already has, and drops it with its connections', async () => {
    const database = await freshDatabase();
    await expect(queryOnce(database.replicaUrl, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
    await expect(queryOnce(database.replicaUrl, 'SELECT pg_is_in_recovery() AS replica')).resolves.toEqual([
      { replica: true },
    ]);
    await database.drop();
    await expect(queryOnce(database.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });

  it('gives every caller its own', async () => {
    const databases = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase()]);
    expect(new Set(databases.map((database) => database.url)).size).toBe(3);
    await Promise.all(databases.map((database) => database.drop()));
  });
});

describe('startReplica', () => {
  let database: FreshDatabase;
  let replica: PrivateReplica;

  beforeAll(async () => {
    database = await freshDatabase();
    replica = await startReplica(database.url);
    await queryOnce(database.url, 'CREATE TABLE seen (n int)');
  }, 60_000);

  afterAll(async () => {
    await replica?.remove();
    await database?.drop();
  });

  const seen = async (url: string) =>
    (await queryOnce<{ n: number }>(url, 'SELECT n FROM seen ORDER BY n')).map((row) => row.n);

  it('holds back what was written after the pause, while the shared replica goes on', async () => {
    await queryOnce(database.url, 'INSERT INTO seen VALUES (1)');
    await replica.catchUp();
    await replica.pause();
    await queryOnce(database.url, 'INSERT INTO seen VALUES (2)');
    await replayed(database.url, database.replicaUrl);
    expect(await seen(database.replicaUrl)).toEqual([1, 2]);
    expect(await seen(replica.url)).toEqual([1]);
    await replica.resume();
    await replica.catchUp();
    expect(await seen(replica.url)).toEqual([1, 2]);
  }, 60_000);

  it.each(['kill', 'stop'] as const)(
    'can be brought down by %s and comes back with what it missed',
    async (how) => {
      await replica[how]();
      await expect(queryOnce(replica.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await queryOnce(database.url, 'INSERT INTO seen VALUES (3)');
      await replica.start();
      await replica.catchUp();
      expect(await seen(replica.url)).toEqual(await seen(database.url));
    },
    60_000,
  );
});
