import { inspect } from 'node:util';
import { Metrics } from '@rowhouse/telemetry';
import { FlakyProxy, type FreshDatabase, freshDatabase, waitFor } from '@rowhouse/testing';
import { settingsFor } from '../test/settings.js';
import { Database } from './database.js';
import type { Sql } from './sql.js';

describe('writes', () => {
  let database: FreshDatabase;
  let db: Database;
  const metrics = new Metrics({ service: 'test', processMetrics: false });

  beforeAll(async () => {
    database = await freshDatabase();
    db = await Database.connect(settingsFor(database.url), metrics);
    await db.primary.query('CREATE TABLE account (id text PRIMARY KEY, amount int NOT NULL)');
  }, 60_000);

  beforeEach(async () => {
    await db.primary.query("TRUNCATE account; INSERT INTO account VALUES ('a', 0), ('b', 0)");
  });

  afterAll(async () => {
    await db?.close();
    await database?.drop();
  });

  const amountOf = async (sql: Sql, id: string) => {
    const { rows } = await sql.query<{ amount: number }>('SELECT amount FROM account WHERE id = $1', [id]);
    return rows[0]?.amount ?? -1;
  };
  const retries = async () => {
    const text = await metrics.render();
    return Number(/write_retries_total\{[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
  };

  it('runs a transaction again that lost a race, also when the callback hides the reason', async () => {
    let bothRead: () => void = () => undefined;
    const met = new Promise<void>((resolve) => {
      bothRead = resolve;
    });
    let readers = 0;
    const add = () =>
      db.write(
        async (tx) => {
          const amount = await amountOf(tx, 'a');
          if (++readers === 2) bothRead();
          await met;
          await tx.query("UPDATE account SET amount = $1 WHERE id = 'a'", [amount + 1]).catch(() => {
            throw new Error('wrapped by the callback');
          });
        },
        { isolation: 'serializable' },
      );
    const before = await retries();
    await Promise.all([add(), add()]);
    expect(await amountOf(db.primary, 'a')).toBe(2);
    expect(await retries()).toBeGreaterThan(before);
  });

  it('runs the victim of a deadlock again', async () => {
    let bothHold: () => void = () => undefined;
    const met = new Promise<void>((resolve) => {
      bothHold = resolve;
    });
    let holders = 0;
    const move = (from: string, to: string) =>
      db.write(async (tx) => {
        await tx.query('UPDATE account SET amount = amount - 1 WHERE id = $1', [from]);
        if (++holders === 2) bothHold();
        await met;
        await tx.query('UPDATE account SET amount = amount + 1 WHERE id = $1', [to]);
      });
    await Promise.all([move('a', 'b'), move('b', 'a')]);
    expect([await amountOf(db.primary, 'a'), await amountOf(db.primary, 'b')]).toEqual([0, 0]);
    expect(holders).toBe(3);
  });

  it('gives up after six attempts, with the server’s error', async () => {
    let attempts = 0;
    const losing = db.write(async (tx) => {
      attempts++;
      await tx.query("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$");
    });
    await expect(losing).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toBe(6);
  });

  it('rolls back on any other error, once, and leaves the connection clean', async () => {
    let attempts = 0;
    const failing = db.write(async (tx) => {
      attempts++;
      await tx.query("UPDATE account SET amount = 9 WHERE id = 'a'");
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(attempts).toBe(1);
    expect(await amountOf(db.primary, 'a')).toBe(0);
  });

  it('does not call a transaction committed that Postgres rolled back', async () => {
    const hidden = db.write(async (tx) => {
      await tx.query("UPDATE account SET amount = 9 WHERE id = 'a'");
      await tx.query('SELECT 1/0').catch(() => undefined);
      return 'all is well';
    });
    await expect(hidden).rejects.toMatchObject({ code: '22012' });
    expect(await amountOf(db.primary, 'a')).toBe(0);
  });

  it('commits queries that the callback forgot to await, and refuses those that come later', async () => {
    let leaked: Sql | undefined;
    await db.write(async (tx) => {
      leaked = tx;
      void tx.query("UPDATE account SET amount = 5 WHERE id = 'a'");
    });
    expect(await amountOf(db.primary, 'a')).toBe(5);
    await expect(leaked?.query('SELECT 1')).rejects.toThrow('after its transaction or read had ended');
  });

  it('shows a lost primary as DatabaseUnavailable, without the password, and recovers', async () => {
    const proxy = await FlakyProxy.start(database.url);
    // The test servers trust everybody, so that any password will do.
    const secret = Object.assign(new URL(proxy.url), { password: 's3cret-of-all' }).href;
    const other = await Database.connect(settingsFor(secret));
    await proxy.refuse();
    for (const attempt of [
      () => other.write((tx) => tx.query('SELECT 1')),
      () => other.primary.query('SELECT 1'),
      () => other.read((sql) => sql.query('SELECT 1')),
      () => other.listen('x', () => undefined),
      () => Database.connect(settingsFor(secret)),
    ]) {
      const error: unknown = await attempt().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'DatabaseUnavailable', status: 503, retryable: true });
      expect(inspect(error, { depth: 10 })).not.toContain('s3cret-of-all');
    }
    await proxy.restore();
    await waitFor(() => other.write((tx) => tx.query('SELECT 1')));
    await other.close();
    await proxy.close();
  }, 60_000);
});
