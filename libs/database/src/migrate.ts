import { setTimeout as wait } from 'node:timers/promises';
import { type DataSource, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';
import { parseConnectionUrl } from './connection-url.js';
import { entitySource } from './entity-source.js';
import { reasonOf, shownFailure } from './failures.js';
import type { DatabaseLog } from './settings.js';

/** A TypeORM migration; its name ends in its time, `CreateJobs1700000000000`. */
export type MigrationClass = new () => MigrationInterface;

/** The migrations of one lib. Which of them ran is kept in the table `migrations_<name>`. */
export interface MigrationSet {
  /** Lower-case letters, digits and `_`. */
  name: string;
  migrations: readonly MigrationClass[];
  /** Sets whose tables these migrations use; they run before, also when the caller does not name them. */
  needs?: readonly MigrationSet[];
}

/** A migration failed. Its changes were rolled back if it ran in a transaction; those before it stay applied. */
export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';

  constructor(
    readonly set: string,
    readonly migration: string,
    options: { cause: unknown },
  ) {
    super(
      `The migration ${migration} of '${set}' failed: ${reasonOf(options.cause)}. ` +
        'Those before it stay applied; mend the cause and run the migrations again.',
      options,
    );
  }
}

/** "rowhouse" in ASCII, read as one big-endian number: the lock that one migration runner holds. */
const lockKey = '8245940733168939877';
const lockRetryMs = 100;

/**
 * Brings the schema up to date: the sets in the given order, each after those that it needs, each one's migrations by their time, each migration in
 * a transaction of its own. Callers that run at once take turns, and each migration is applied once. Returns
 * `<set>/<migration>` for those that this call ran. Throws `MigrationFailed`, or `DatabaseUnavailable`.
 *
 * The URL must lead straight to the primary: a pooler in transaction mode loses the session that holds the lock.
 */
export async function migrate(
  url: string,
  sets: readonly MigrationSet[],
  log?: DatabaseLog,
): Promise<string[]> {
  const parsed = parseConnectionUrl(url, 'the primary');
  const all = withNeeded(sets);
  const names = all.map(({ name }) => name);
  const wrong = names.find(
    (name, index) => !/^[a-z][a-z0-9_]{0,40}$/.test(name) || names.indexOf(name) < index,
  );
  if (wrong !== undefined)
    throw new Error(`The name of the migration set '${wrong}' is not valid or not unique.`);
  const options = {
    url: parsed,
    applicationName: 'rowhouse-migrate',
    connectMs: 10_000,
    statementMs: 0,
    silenceMs: 0,
  };
  const applied: string[] = [];
  for (const { name, migrations } of all) {
    const source = entitySource(options, [], 1, {
      migrations: [...migrations],
      migrationsTableName: `migrations_${name}`,
    });
    try {
      await source.initialize();
      applied.push(...(await migrateSet(source, name, log)));
    } catch (error) {
      throw shownFailure(error);
    } finally {
      if (source.isInitialized) await source.destroy();
    }
  }
  return applied;
}

function withNeeded(sets: readonly MigrationSet[]): MigrationSet[] {
  const ordered = sets.flatMap((set) => [...withNeeded(set.needs ?? []), set]);
  return [...new Set(ordered)];
}

/** The lock and the migrations share one session: if it breaks, the work and the lock end together. */
async function migrateSet(source: DataSource, set: string, log: DatabaseLog | undefined): Promise<string[]> {
  const session = source.createQueryRunner();
  try {
    await takeLock(session, log);
    const executor = new MigrationExecutor(source, session);
    executor.transaction = 'each';
    const pending = (await executor.getPendingMigrations()).map(({ name }) => name);
    try {
      const done = await executor.executePendingMigrations();
      const ran = done.map(({ name }) => `${set}/${name}`);
      for (const migration of ran) log?.info({ migration }, 'migration applied');
      return ran;
    } catch (cause) {
      const left = await executor.getPendingMigrations().catch(() => []);
      throw new MigrationFailed(set, left[0]?.name ?? pending[0] ?? 'of unknown name', { cause });
    }
  } finally {
    // The session ends with the source, and its lock with it.
    await session.release();
  }
}

/**
 * Asks again and again instead of waiting inside `pg_advisory_lock`: a waiting statement holds a snapshot, and
 * `CREATE INDEX CONCURRENTLY` in the running migration would wait for it for ever.
 */
async function takeLock(session: QueryRunner, log: DatabaseLog | undefined): Promise<void> {
  for (let tries = 0; ; tries++) {
    const [row] = (await session.query('SELECT pg_try_advisory_lock($1::bigint) AS taken', [lockKey])) as {
      taken: boolean;
    }[];
    if (row?.taken) return;
    if (tries === 0) log?.info({}, 'another process is running the migrations; waiting for it');
    await wait(lockRetryMs);
  }
}
