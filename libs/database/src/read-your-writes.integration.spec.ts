import {
  type FreshDatabase,
  freshDatabase,
  type PrivateReplica,
  startReplica,
  waitFor,
} from '@rowhouse/testing';
import { settingsFor } from '../test/settings.js';
import { Database } from './database.js';
import type { Sql } from './sql.js';

describe('reads on replicas', () => {
  let database: FreshDatabase;
  let replicas: PrivateReplica[];
  let db: Database;

  beforeAll(async () => {
    database = await freshDatabase();
    replicas = [await startReplica(database.url), await startReplica(database.url)];
    // A generous lag keeps a paused replica in service, so that only the token protects the reader.
    db = await open({ maxReplicaLagMs: 600_000 });
    await db.primary.query('CREATE TABLE counter AS SELECT 0 AS value');
  }, 60_000);

  afterAll(async () => {
    await db?.close();
    await Promise.all((replicas ?? []).map((replica) => replica.remove()));
    await database?.drop();
  });

  const open = (more: Parameters<typeof settingsFor>[2]) => {
    const urls = replicas.map(({ url }) => url);
    return Database.connect(settingsFor(database.url, urls, more));
  };
  const all = (verb: 'pause' | 'resume') => Promise.all(replicas.map((replica) => replica[verb]()));

  const readCounter = (token?: Parameters<Database['read']>[1]) =>
    db.read(async (sql) => {
      const { rows } = await sql.query<{ value: number; standby: boolean }>(
        'SELECT value, pg_is_in_recovery() AS standby FROM counter',
      );
      return rows[0] ?? { value: -1, standby: false };
    }, token);

  const increment = () =>
    db.writeWithToken(async (tx) => {
      const { rows } = await tx.query<{ value: number }>(
        'UPDATE counter SET value = value + 1 RETURNING value',
      );
      return rows[0]?.value ?? -1;
    });

  it('a read with a token never sees the past while replay is paused; one without may', async () => {
    const before = await increment();
    await waitFor(async () => (await readCounter()).value === before.value);
    await waitFor(async () => (await readCounter(before.token)).standby);
    await all('pause');
    let sawThePast = false;
    for (let round = 0; round < 200; round++) {
      const { value, token } = await increment();
      const read = await readCounter(token);
      expect(read).toEqual({ value, standby: false });
      const loose = await readCounter();
      sawThePast ||= loose.standby && loose.value < value;
    }
    expect(sawThePast).toBe(true);
    // A token from before the pause is replayed there, so that reader stays on a replica.
    expect((await readCounter(before.token)).standby).toBe(true);
    await all('resume');
    const { token } = await increment();
    await waitFor(async () => (await readCounter(token)).standby);
  }, 60_000);

  it('nor while replay stops and goes under many writers', async () => {
    let running = true;
    let fromReplica = 0;
    const stopAndGo = (async () => {
      while (running) {
        await replicas[Math.floor(Math.random() * 2)]?.pause();
        await all('resume');
      }
    })();
    const clients = Array.from({ length: 8 }, async () => {
      for (let round = 0; round < 60; round++) {
        const { value, token } = await increment();
        const read = await readCounter(token);
        expect(read.value).toBeGreaterThanOrEqual(value);
        if (read.standby) fromReplica++;
      }
    });
    await Promise.all(clients).finally(() => {
      running = false;
    });
    await stopAndGo;
    expect(fromReplica).toBeGreaterThan(0);
  }, 60_000);

  it('holds with synchronous_commit = off, where the commit is not yet flushed', async () => {
    for (let round = 0; round < 100; round++) {
      const { value, token } = await db.writeWithToken(async (tx) => {
        await tx.query('SET LOCAL synchronous_commit = off');
        const { rows } = await tx.query<{ value: number }>(
          'UPDATE counter SET value = value + 1 RETURNING value',
        );
        return rows[0]?.value ?? -1;
      });
      expect((await readCounter(token)).value).toBeGreaterThanOrEqual(value);
    }
  }, 60_000);

  it('refuses a write inside a read, wherever it runs', async () => {
    const write = db.read((sql) => sql.query('UPDATE counter SET value = 0'));
    await expect(write).rejects.toMatchObject({ code: '25006' });
    const alone = await Database.connect(settingsFor(database.url));
    await expect(alone.read((sql) => sql.query('UPDATE counter SET value = 0'))).rejects.toMatchObject({
      code: '25006',
    });
    await alone.close();
  });

  it('a replica beyond the allowed lag serves nobody, and an idle primary makes no lag', async () => {
    const strict = await open({ maxReplicaLagMs: 300 });
    const isStandby = async (sql: Sql) => {
      const { rows } = await sql.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
      return rows[0]?.standby ?? false;
    };
    try {
      await all('pause');
      await increment();
      await waitFor(() => strict.replicas().every(({ lagMs }) => (lagMs ?? 0) > 300));
      expect(await strict.read(isStandby)).toBe(false);
      await all('resume');
      await waitFor(() => strict.read(isStandby));
      // Caught up means no lag at all, however long ago the last transaction was.
      await waitFor(() => strict.replicas().every(({ lagMs }) => lagMs === 0));
      // Longer idle than the allowed lag: still read there.
      const idleSince = performance.now();
      await waitFor(() => performance.now() - idleSince > 900);
      await waitFor(() => strict.read(isStandby));
    } finally {
      await strict.close();
    }
  }, 60_000);
});
