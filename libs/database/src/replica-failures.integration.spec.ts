import { Metrics } from '@rowhouse/telemetry';
import {
  FlakyProxy,
  type FreshDatabase,
  freshDatabase,
  type PrivateReplica,
  startReplica,
  waitFor,
} from '@rowhouse/testing';
import pg from 'pg';
import { settingsFor } from '../test/settings.js';
import { Database } from './database.js';
import type { Sql } from './sql.js';

const whereAmI = async (sql: Sql) => {
  const { rows } = await sql.query<{ port: number; standby: boolean }>(
    'SELECT inet_server_port() AS port, pg_is_in_recovery() AS standby, pg_sleep(0.002)',
  );
  return rows[0] ?? { port: 0, standby: false };
};

describe('replicas that fail', () => {
  let database: FreshDatabase;
  let first: PrivateReplica;
  let second: PrivateReplica;
  let urls: string[];
  const opened: Database[] = [];

  async function open(replicaUrls: string[], more?: Parameters<typeof settingsFor>[2]): Promise<Database> {
    const db = await Database.connect(settingsFor(database.url, replicaUrls, more));
    opened.push(db);
    return db;
  }
  const portOf = (url: string) => Number(new URL(url).port);

  /** Runs SQL on one server as an operator would. */
  async function on(url: string, text: string): Promise<void> {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(text);
    await client.end();
  }

  beforeAll(async () => {
    database = await freshDatabase();
    first = await startReplica(database.url);
    second = await startReplica(database.url);
    urls = [first.url, second.url];
  }, 60_000);

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.close()));
  });

  afterAll(async () => {
    await first?.remove();
    await second?.remove();
    await database?.drop();
  });

  it('a killed replica costs no reader an error, and reads come back to it after its restart', async () => {
    const db = await open(urls);
    const ports = new Set<number>();
    const readers = async (rounds: number) => {
      const reader = async () => {
        for (let round = 0; round < rounds; round++) ports.add((await db.read(whereAmI)).port);
      };
      await Promise.all(Array.from({ length: 12 }, reader));
    };
    await readers(5);
    expect(ports).toEqual(new Set(urls.map(portOf)));
    const reading = readers(100);
    await first.kill();
    await reading;
    ports.clear();
    await readers(10);
    expect(ports).toEqual(new Set([portOf(second.url)]));
    expect(db.replicas().find(({ up }) => !up)?.reason).toBeTruthy();
    await first.start();
    await waitFor(() => db.replicas().every(({ up }) => up));
    await readers(10);
    expect(ports).toEqual(new Set(urls.map(portOf)));
  }, 60_000);

  it('all replicas away: the primary serves, with a token too', async () => {
    const db = await open(urls);
    await Promise.all([first.kill(), second.kill()]);
    const { token } = await db.writeWithToken((tx) => tx.query('SELECT 1'));
    const reads = await Promise.all(Array.from({ length: 30 }, () => db.read(whereAmI, token)));
    expect(new Set(reads.map(({ port }) => port))).toEqual(new Set([portOf(database.url)]));
    await Promise.all([first.start(), second.start()]);
    await waitFor(async () => (await db.read(whereAmI)).standby);
  }, 60_000);

  it('the primary away: replicas go on serving', async () => {
    const proxy = await FlakyProxy.start(database.url);
    const db = await Database.connect(settingsFor(proxy.url, urls));
    opened.push(db);
    await proxy.refuse();
    await expect(db.primary.query('SELECT 1')).rejects.toMatchObject({ code: 'DatabaseUnavailable' });
    for (let round = 0; round < 100; round++) expect((await db.read(whereAmI)).standby).toBe(true);
    await proxy.restore();
    await waitFor(() => db.primary.query('SELECT 1'));
    await proxy.close();
  }, 60_000);

  it('ended backends and cancelled statements are read again elsewhere', async () => {
    const db = await open(urls);
    let running = true;
    const sabotage = (async () => {
      while (running) {
        for (const url of urls) {
          await on(
            url,
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'database-spec' AND pid <> pg_backend_pid()`,
          );
        }
      }
    })();
    const reader = async () => {
      for (let round = 0; round < 60; round++) await db.read(whereAmI);
    };
    await Promise.all(Array.from({ length: 8 }, reader)).finally(() => {
      running = false;
    });
    await sabotage;
    await waitFor(async () => (await db.read(whereAmI)).standby);
  }, 60_000);

  it('a read that replay cancels (recovery conflict) is answered by the primary', async () => {
    await on(first.url, "ALTER SYSTEM SET max_standby_streaming_delay = '0'");
    await on(first.url, 'SELECT pg_reload_conf()');
    const db = await open([first.url]);
    const { token } = await db.writeWithToken((tx) =>
      tx.query('CREATE TABLE conflicted AS SELECT 1 AS value'),
    );
    await waitFor(async () => (await db.read(whereAmI, token)).standby);
    const ran: boolean[] = [];
    const read = db.read(async (sql) => {
      const { rows } = await sql.query<{ standby: boolean }>(
        'SELECT pg_is_in_recovery() AS standby, count(*) FROM conflicted',
      );
      ran.push(rows[0]?.standby ?? false);
      if (rows[0]?.standby) await sql.query('SELECT pg_sleep(30), count(*) FROM conflicted');
      return 'answered';
    });
    await waitFor(() => ran.length > 0);
    await db.primary.query('TRUNCATE conflicted');
    expect(await read).toBe('answered');
    expect(ran).toEqual([true, false]);
    expect(db.replicas()[0]?.up).toBe(true);
  }, 60_000);

  it('a table that the replica has not got yet is read on the primary', async () => {
    const db = await open(urls, { maxReplicaLagMs: 600_000 });
    await Promise.all([first.pause(), second.pause()]);
    await db.primary.query('CREATE TABLE newcomer AS SELECT 7 AS value');
    const { rows } = await db.read((sql) => sql.query<{ value: number }>('SELECT value FROM newcomer'));
    expect(rows).toEqual([{ value: 7 }]);
    await Promise.all([first.resume(), second.resume()]);
  }, 60_000);

  it('errors of the caller’s own are not retried and harm no replica', async () => {
    const db = await open(urls);
    let runs = 0;
    const failing = db.read(async (sql) => {
      runs++;
      await sql.query('SELECT 1');
      throw Object.assign(new Error('a file is missing'), { code: 'ECONNREFUSED' });
    });
    await expect(failing).rejects.toThrow('a file is missing');
    await expect(db.read((sql) => sql.query('SELECT 1/0'))).rejects.toMatchObject({ code: '22012' });
    expect(runs).toBe(1);
    expect(db.replicas().map(({ up }) => up)).toEqual([true, true]);
  });

  it('a hung replica is left within the probe’s time, running reads included', async () => {
    const proxy = await FlakyProxy.start(first.url);
    const db = await open([proxy.url], {
      // The statement timeout is out of reach: only the probe can notice.
      timing: {
        probeIntervalMs: 100,
        probeTimeoutMs: 300,
        replicaConnectMs: 300,
        readStatementMs: 600_000,
      },
    });
    expect((await db.read(whereAmI)).standby).toBe(true);
    const ran: boolean[] = [];
    const caught = db.read(async (sql) => {
      const here = await whereAmI(sql);
      ran.push(here.standby);
      if (here.standby) await sql.query('SELECT pg_sleep(0.5)');
      return here;
    });
    await waitFor(() => ran.length > 0);
    proxy.freeze();
    const later = await Promise.all(Array.from({ length: 20 }, () => db.read(whereAmI)));
    expect(new Set(later.map(({ standby }) => standby))).toEqual(new Set([false]));
    expect((await caught).standby).toBe(false);
    expect(db.replicas()[0]?.up).toBe(false);
    await proxy.restore();
    await waitFor(async () => (await db.read(whereAmI)).standby);
    await proxy.close();
  }, 60_000);

  it('reads beyond the primary’s cap get a 503 at once or after a bounded wait, never a hang', async () => {
    await Promise.all([first.kill(), second.kill()]);
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    const settings = settingsFor(database.url, urls, {
      primaryReadLimit: 2,
      timing: { probeIntervalMs: 100, primaryReadWaitMs: 50 },
    });
    const db = await Database.connect(settings, metrics);
    opened.push(db);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let holding = 0;
    const hold = () =>
      db.read(async () => {
        holding++;
        await held;
      });
    const holders = [hold(), hold()];
    await waitFor(() => holding === 2);
    const refused = await Promise.allSettled(Array.from({ length: 20 }, () => db.read(whereAmI)));
    for (const outcome of refused) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'DatabaseBusy', status: 503, retryable: true, details: { limit: 2 } },
      });
    }
    // Decisions and writes are not capped.
    expect((await db.primary.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    release();
    await Promise.all(holders);
    expect((await db.read(whereAmI)).standby).toBe(false);
    const text = await metrics.render();
    expect(text).toContain('rowhouse_database_reads_refused_total{service="test"} 20');
    expect(text).toContain('rowhouse_database_reads_total{target="fallback",service="test"} 3');
    expect(text).toMatch(/rowhouse_database_replica_up\{replica="127\.0\.0\.1:\d+\/\w+",service="test"\} 0/);
    await Promise.all([first.start(), second.start()]);
  }, 60_000);

  it('reads without replicas are not capped', async () => {
    const db = await open([], { primaryReadLimit: 1 });
    const reads = await Promise.all(Array.from({ length: 50 }, () => db.read(whereAmI)));
    expect(reads).toHaveLength(50);
  });
});
