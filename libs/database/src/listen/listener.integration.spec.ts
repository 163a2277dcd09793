import { inspect } from 'node:util';
import { FlakyProxy, type FreshDatabase, freshDatabase, waitFor } from '@rowhouse/testing';
import { settingsFor } from '../../test/settings.js';
import { Database } from '../database.js';

describe('listening', () => {
  let database: FreshDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await freshDatabase();
    db = await Database.connect(settingsFor(database.url));
    await db.primary.query('CREATE TABLE event (id serial PRIMARY KEY)');
  }, 60_000);

  afterAll(async () => {
    await db?.close();
    await database?.drop();
  });

  const notify = (channel: string, payload: string, from = db) =>
    from.primary.query('SELECT pg_notify($1, $2)', [channel, payload]);
  const endListeners = () =>
    db.primary.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ '^(LISTEN|UNLISTEN|SELECT 1$)' AND datname = current_database() AND pid <> pg_backend_pid()",
    );

  it('hears what is sent, per channel and in exact case, until told to stop', async () => {
    const heard: string[] = [];
    const stop = await db.listen('Exact Case', (payload) => heard.push(`a:${payload}`));
    const stopToo = await db.listen('Exact Case', (payload) => heard.push(`b:${payload}`));
    await db.listen('other', (payload) => heard.push(`other:${payload}`));
    await notify('exact case', 'wrong');
    await notify('Exact Case', 'one');
    await waitFor(() => heard.length === 2);
    expect(heard).toEqual(['a:one', 'b:one']);
    await stop();
    await notify('Exact Case', 'two');
    await waitFor(() => heard.length === 3);
    await stopToo();
    await notify('Exact Case', 'three');
    await notify('other', 'last');
    await waitFor(() => heard.includes('other:last'));
    expect(heard).toEqual(['a:one', 'b:one', 'b:two', 'other:last']);
  });

  it('survives ended backends and misses nothing when the caller polls on the empty payload', async () => {
    const seen = new Set<number>();
    let signals = 0;
    const poll = async () => {
      const { rows } = await db.primary.query<{ id: number }>('SELECT id FROM event');
      for (const { id } of rows) seen.add(id);
    };
    const stop = await db.listen('event', (payload) => {
      if (payload === '') signals++;
      void poll();
    });
    let written = 0;
    for (let round = 0; round < 5; round++) {
      const before = signals;
      await endListeners();
      for (let event = 0; event < 20; event++, written++) {
        await db.write(async (tx) => {
          await tx.query('INSERT INTO event DEFAULT VALUES');
          await tx.query("SELECT pg_notify('event', 'new')");
        });
      }
      await waitFor(() => signals > before);
    }
    await waitFor(() => seen.size === written);
    expect(written).toBe(100);
    await stop();
  }, 60_000);

  it('a listener that throws harms neither the others nor the connection', async () => {
    const heard: string[] = [];
    await db.listen('careless', () => {
      throw new Error('from the listener');
    });
    await db.listen('careless', (payload) => heard.push(payload));
    await notify('careless', 'one');
    await notify('careless', 'two');
    await waitFor(() => heard.length === 2);
  });

  it('notices a half-open connection and listens anew', async () => {
    const proxy = await FlakyProxy.start(database.url);
    const warnings: string[] = [];
    const settings = settingsFor(proxy.url, [], {
      timing: { listenPingMs: 50, listenTimeoutMs: 300, primaryConnectMs: 500, silenceMs: 600_000 },
      log: { info: () => undefined, warn: (fields) => warnings.push(inspect(fields)) },
    });
    const through = await Database.connect(settings);
    const heard: string[] = [];
    await through.listen('silent', (payload) => heard.push(payload));
    proxy.freeze();
    await notify('silent', 'lost');
    await waitFor(() => warnings.some((warning) => warning.includes('no answer to a ping within 300 ms')));
    // The first attempt to come back runs into the same silence.
    await waitFor(() => warnings.length > 1);
    expect(heard).toEqual([]);
    await proxy.restore();
    await waitFor(() => heard.includes(''));
    await notify('silent', 'again');
    await waitFor(() => heard.includes('again'));
    await through.close();
    await proxy.close();
  }, 60_000);

  it('the end of a database ends listening without an error', async () => {
    const brief = await Database.connect(settingsFor(database.url));
    const heard: string[] = [];
    await brief.listen('brief', (payload) => heard.push(payload));
    await brief.close();
    await notify('brief', 'late');
    await expect(brief.listen('brief', () => undefined)).rejects.toMatchObject({
      code: 'DatabaseUnavailable',
    });
    expect(heard).toEqual([]);
  });
});
