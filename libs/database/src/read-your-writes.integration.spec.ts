import pg from 'pg';
import { startServers } from '../test/servers.js';
import { eventually, settingsFor } from '../test/settings.js';
import { Database } from './database.js';

describe('reads on replicas', () => {
  let servers: Awaited<ReturnType<typeof startServers>>;
  let db: Database;

  beforeAll(async () => {
    servers = await startServers(2);
    // A generous lag keeps a paused replica in service, so that only the token protects the reader.
    db = await Database.connect(settingsFor(servers, { maxReplicaLagMs: 600_000 }));
    await db.primary.query('CREATE TABLE counter AS SELECT 0 AS value');
  }, 60_000);

  afterAll(async () => {
    await db?.close();
    await servers?.stop();
  });

  /** Tells a replica itself to stop or go on replaying. */
  async function replay(verb: 'pause' | 'resume', replicas = servers.replicas): Promise<void> {
    for (const { url } of replicas) {
      const client = new pg.Client(url);
      await client.connect();
      await client.query(`SELECT pg_wal_replay_${verb}()`);
      if (verb === 'pause') {
        await eventually(async () => {
          const { rows } = await client.query('SELECT pg_get_wal_replay_pause_state() AS state');
          return rows[0].state === 'paused';
        });
      }
      await client.end();
    }
  }

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
    await eventually(async () => (await readCounter()).value === before.value);
    await eventually(async () => (await readCounter(before.token)).standby);
    await replay('pause');
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
    await replay('resume');
    const { token } = await increment();
    await eventually(async () => (await readCounter(token)).standby);
  }, 60_000);

  it('nor while replay stops and goes under many writers', async () => {
    let running = true;
    let fromReplica = 0;
    const stopAndGo = (async () => {
      while (running) {
        await replay('pause', [servers.replicas[Math.floor(Math.random() * 2)] ?? servers.primary]);
        await replay('resume');
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
    const alone = await Database.connect(settingsFor({ primary: servers.primary, replicas: [] }));
    await expect(alone.read((sql) => sql.query('UPDATE counter SET value = 0'))).rejects.toMatchObject({
      code: '25006',
    });
    await alone.close();
  });

  it('a replica beyond the allowed lag serves nobody, and an idle primary makes no lag', async () => {
    const strict = await Database.connect(settingsFor(servers, { maxReplicaLagMs: 300 }));
    try {
      const standby = (sql: Parameters<Parameters<Database['read']>[0]>[0]) =>
        sql.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
      await replay('pause');
      await increment();
      await eventually(async () => strict.replicas().every(({ lagMs }) => (lagMs ?? 0) > 300));
      expect((await strict.read(standby)).rows).toEqual([{ standby: false }]);
      await replay('resume');
      await eventually(async () => strict.replicas().every(({ lagMs }) => lagMs === 0));
      // Longer idle than the allowed lag: still no lag, still read there.
      const idleSince = performance.now();
      await eventually(async () => performance.now() - idleSince > 900);
      expect(strict.replicas().map(({ lagMs }) => lagMs)).toEqual([0, 0]);
      expect((await strict.read(standby)).rows).toEqual([{ standby: true }]);
    } finally {
      await strict.close();
    }
  }, 60_000);
});
