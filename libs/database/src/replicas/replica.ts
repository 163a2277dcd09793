import type { PoolClient } from 'pg';
import { ClientSql } from '../client-sql.js';
import { type ConnectionOptions, ConnectionPool } from '../connection-pool.js';
import { positionOf, tokenAt, type WalPosition } from '../consistency-token.js';
import { isConnectionFailure, mayAnswerElsewhere, reasonOf } from '../failures.js';
import { pause } from '../pause.js';
import { Probe } from '../probe.js';
import type { Sql } from '../sql.js';
import type { Candidate } from './rank.js';
import type { WalClock } from './wal-clock.js';

/** A replica as the dashboard and the metrics show it. */
export interface ReplicaStatus {
  /** `host:port/database`. */
  name: string;
  up: boolean;
  lagMs: number | null;
  /** Last replayed WAL position, `0/16B3748`. */
  replayed: string | null;
  inFlight: number;
  connections: number;
  /** Why it is down; null when it is up. */
  reason: string | null;
}

/** How a read on a replica ended: with its value, or with the advice to try elsewhere. */
export type Attempt<T> = { served: true; value: T } | { served: false };

/** What a read with a token asks of a replica. */
export interface ReplayNeed {
  position: WalPosition;
  /** How long it may take the replica to get there. */
  waitMs: number;
}

interface Standing {
  standby: boolean;
  replayed: string | null;
  /** Milliseconds since the last replayed transaction committed, by the two servers' clocks. */
  age: number | null;
}

const standing = `SELECT pg_is_in_recovery() AS standby,
  pg_last_wal_replay_lsn()::text AS replayed,
  (extract(epoch FROM now() - pg_last_xact_replay_timestamp()) * 1000)::float8 AS age`;

export interface ReplicaHooks {
  /** A read met trouble: look at the replica at once. */
  suspected(replica: Replica): void;
  /** It came up or went down. */
  changed(status: ReplicaStatus): void;
}

/** One read replica: its pool, what is known of it, and reads on it. */
export class Replica implements Candidate {
  readonly name: string;
  up = false;
  lagMs: number | null = null;
  replayed: WalPosition | null = null;
  inFlight = 0;
  #reason: string | null = 'not looked at yet';
  readonly #pool: ConnectionPool;
  readonly #probe: Probe<Standing>;
  /** How far each connection itself has been seen to be; a restarted server has new connections. */
  readonly #seen = new WeakMap<PoolClient, WalPosition>();

  constructor(
    options: ConnectionOptions & { max: number; probeTimeoutMs: number },
    private readonly clock: WalClock,
    private readonly hooks: ReplicaHooks,
  ) {
    this.name = options.url.shown;
    this.#pool = new ConnectionPool(options);
    this.#probe = new Probe<Standing>(options, standing, options.probeTimeoutMs);
  }

  get status(): ReplicaStatus {
    const { name, up, lagMs, inFlight } = this;
    const replayed = this.replayed === null ? null : tokenAt(this.replayed);
    return { name, up, lagMs, replayed, inFlight, connections: this.#pool.inUse, reason: this.#reason };
  }

  /** Looks at the replica: is it a standby, how far has it replayed. Never throws. */
  async look(): Promise<void> {
    try {
      this.#learn(await this.#probe.ask());
    } catch (first) {
      this.#goDown(first);
      // Only when a fresh connection gets no answer either are running reads given up: it hangs.
      try {
        this.#learn(await this.#probe.ask());
      } catch (second) {
        this.#goDown(second);
        this.#pool.cut();
      }
    }
  }

  /** Runs a read here. Throws only what would fail on every server. */
  async attempt<T>(work: (sql: Sql) => Promise<T>, need: ReplayNeed | undefined): Promise<Attempt<T>> {
    this.inFlight++;
    try {
      const client = await this.#borrow();
      return client === null ? { served: false } : await this.#read(client, work, need);
    } finally {
      this.inFlight--;
    }
  }

  async close(): Promise<void> {
    this.#probe.close();
    await this.#pool.end();
  }

  async #borrow(): Promise<PoolClient | null> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      if (!this.#pool.exhausted) this.#suspect(error);
      return null;
    }
  }

  async #read<T>(
    client: PoolClient,
    work: (sql: Sql) => Promise<T>,
    need: ReplayNeed | undefined,
  ): Promise<Attempt<T>> {
    const sql = new ClientSql(client);
    let broken = false;
    try {
      if (need && !(await this.#hasReplayed(client, sql, need))) return { served: false };
      const value = await work(sql);
      await sql.finish();
      return { served: true, value };
    } catch (error) {
      await sql.finish();
      // Only what a query met counts: the callback may fail for reasons of its own that look alike.
      broken = isConnectionFailure(sql.failure);
      if (broken) this.#suspect(sql.failure);
      if (mayAnswerElsewhere(sql.failure)) return { served: false };
      throw error;
    } finally {
      // A transaction left open by the callback must not greet the next borrower.
      client.release(broken || client.getTransactionStatus() !== 'I');
    }
  }

  /**
   * Asks on the very connection that will read: the replica may have restarted (and replays again from an earlier
   * point), or one address may stand for several servers. The replay position of a connection never goes back, so
   * what it once showed needs no second question.
   */
  async #hasReplayed(client: PoolClient, sql: Sql, need: ReplayNeed): Promise<boolean> {
    const deadline = performance.now() + need.waitMs;
    for (;;) {
      const seen = this.#seen.get(client);
      if (seen !== undefined && seen >= need.position) return true;
      if (seen !== undefined && performance.now() >= deadline) return false;
      if (seen !== undefined) await pause(2);
      const { rows } = await sql.query<{ at: string | null }>('SELECT pg_last_wal_replay_lsn()::text AS at');
      const at = rows[0]?.at ?? null;
      if (at === null) return false;
      this.#seen.set(client, positionOf(at));
    }
  }

  #learn({ standby, replayed, age }: Standing): void {
    if (!standby || replayed === null) {
      this.#goDown(new Error('it is not a standby: it was promoted, or the address is a primary'));
      return;
    }
    this.replayed = positionOf(replayed);
    this.lagMs = this.clock.lagOf(this.replayed, performance.now()) ?? age;
    const wasUp = this.up;
    this.up = true;
    this.#reason = null;
    if (!wasUp) this.hooks.changed(this.status);
  }

  #suspect(error: unknown): void {
    this.#goDown(error);
    this.hooks.suspected(this);
  }

  #goDown(error: unknown): void {
    const wasUp = this.up;
    this.up = false;
    this.lagMs = null;
    this.replayed = null;
    this.#reason = reasonOf(error);
    if (wasUp) this.hooks.changed(this.status);
  }
}
