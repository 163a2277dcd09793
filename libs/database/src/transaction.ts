import type { PoolClient } from 'pg';
import { ClientSql } from './client-sql.js';
import type { ConnectionPool } from './connection-pool.js';
import { type ConsistencyToken, parseConsistencyToken } from './consistency-token.js';
import { isConnectionFailure, isLostRace, shownFailure } from './failures.js';
import { pause } from './pause.js';
import type { Sql } from './sql.js';

export interface WriteOptions {
  /** `read committed` when absent. */
  isolation?: 'repeatable read' | 'serializable';
}

export interface Committed<T> {
  value: T;
  token: ConsistencyToken;
}

const maxAttempts = 6;
const firstPauseMs = 5;

/*
 * The token is asked for after COMMIT, in the same round trip. Why the *insert* position: COMMIT puts the
 * transaction's commit record into the log before it returns, so a position read afterwards is at or behind the end
 * of that record, whatever synchronous_commit says. The flush and write positions are not enough: with
 * synchronous_commit = off they may still stand before the record. A standby moves its replay position only after
 * it applied a record, so a standby at or past the token shows this commit. The price is that the position may
 * include other sessions' records that are not flushed yet; a replica then reaches it a few milliseconds later.
 */
const commitAndTell = 'COMMIT; SELECT pg_current_wal_insert_lsn()::text AS position';

/**
 * Runs `work` in one transaction and returns its value with the WAL position after the commit. A serialization
 * failure or deadlock rolls back and runs `work` again, at most five times more, so `work` must have no effects
 * outside the transaction. A connection lost before `work` began is retried as well; one lost later is not, since
 * nobody knows whether the commit happened.
 */
export async function runTransaction<T>(
  pool: ConnectionPool,
  work: (tx: Sql) => Promise<T>,
  options: WriteOptions,
  onRetry: (reason: unknown) => void,
): Promise<Committed<T>> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await attemptOnce(pool, work, options);
    if ('committed' in outcome) return outcome.committed;
    if (!outcome.repeatable || attempt === maxAttempts) throw outcome.error;
    onRetry(outcome.error);
    await pause(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random()));
  }
}

type Outcome<T> = { committed: Committed<T> } | { error: unknown; repeatable: boolean };

async function attemptOnce<T>(
  pool: ConnectionPool,
  work: (tx: Sql) => Promise<T>,
  { isolation }: WriteOptions,
): Promise<Outcome<T>> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    return { error: shownFailure(error), repeatable: false };
  }
  const begin = isolation ? `BEGIN ISOLATION LEVEL ${isolation}` : 'BEGIN';
  try {
    await client.query(begin);
  } catch (error) {
    await rollBack(client);
    return { error: shownFailure(error), repeatable: isConnectionFailure(error) };
  }
  const tx = new ClientSql(client);
  try {
    const value = await work(tx);
    await tx.finish();
    const token = await commit(client, tx);
    client.release();
    return { committed: { value, token } };
  } catch (error) {
    await tx.finish();
    await rollBack(client);
    return { error, repeatable: isLostRace(tx.failure) || isLostRace(error) };
  }
}

async function commit(client: PoolClient, tx: ClientSql): Promise<ConsistencyToken> {
  let answer: unknown;
  try {
    // Several statements in one text give several results, which the types of node-postgres do not know.
    answer = await client.query(commitAndTell);
  } catch (error) {
    throw shownFailure(error);
  }
  const [ended, told] = answer as [{ command: string }, { rows: { position: string }[] }];
  // COMMIT of a transaction in which a statement failed answers ROLLBACK, without an error.
  if (ended.command !== 'COMMIT') {
    throw shownFailure(tx.failure ?? new Error('The transaction was rolled back before its end.'));
  }
  return parseConsistencyToken(told.rows[0]?.position ?? '');
}

/** Gives the connection back clean, or closes it when it can't be cleaned. */
async function rollBack(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}
