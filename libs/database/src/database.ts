import type { Metrics } from '@rowhouse/telemetry';
import { DataSource } from 'typeorm';
import { type ConnectionOptions, ConnectionPool } from './connection-pool.js';
import { parseConnectionUrl } from './connection-url.js';
import { type ConsistencyToken, positionOf } from './consistency-token.js';
import { type DatabaseEvents, measure, unmeasured } from './database-metrics.js';
import { entitySource } from './entity-source.js';
import { shownFailure } from './failures.js';
import { Listener } from './listen/listener.js';
import { PrimarySql } from './primary-sql.js';
import { openReplicas, type Replicas } from './replicas/open-replicas.js';
import type { ReplicaStatus } from './replicas/replica.js';
import { type DatabaseSettings, timingOf } from './settings.js';
import type { Sql } from './sql.js';
import { type Committed, runTransaction, type WriteOptions } from './transaction.js';

/** One process's way to Postgres: writes and decisions on the primary, reads on replicas that are fit for them. */
export class Database {
  /** Decisions (claims, quotas, access) read here: it is never behind. */
  readonly primary: Sql;
  #events: DatabaseEvents = unmeasured;

  private constructor(
    private readonly writes: ConnectionPool,
    private readonly replicaReads: Replicas,
    private readonly listener: Listener,
    /** TypeORM on the primary, with the entities of the settings. */
    readonly dataSource: DataSource,
  ) {
    this.primary = new PrimarySql(writes);
  }

  /**
   * Connects to the primary and looks once at each replica; a replica that is away now may come later. Throws
   * `DatabaseUnavailable` when the primary does not answer, and a plain error when a URL is not valid.
   */
  static async connect(settings: DatabaseSettings, metrics?: Metrics): Promise<Database> {
    const timing = timingOf(settings);
    const { applicationName, poolSize, log } = settings;
    const base: ConnectionOptions = {
      url: parseConnectionUrl(settings.url, 'the primary'),
      applicationName,
      connectMs: timing.primaryConnectMs,
      statementMs: timing.primaryStatementMs,
      silenceMs: timing.silenceMs,
    };
    const writes = new ConnectionPool({ ...base, max: poolSize });
    const listening = {
      pingMs: timing.listenPingMs,
      timeoutMs: timing.listenTimeoutMs,
      backoffMs: timing.listenBackoffMs,
    };
    const dataSource = entitySource(base, settings.entities ?? [], poolSize);
    const replicas = openReplicas(settings, base, timing, {
      served: (target) => database.#events.served(target),
      refused: () => database.#events.refused(),
    });
    const database: Database = new Database(writes, replicas, new Listener(base, listening, log), dataSource);
    try {
      await database.primary.query('SELECT 1');
      await dataSource.initialize();
      await replicas.start();
    } catch (error) {
      await database.close();
      throw shownFailure(error);
    }
    if (metrics) database.#events = measure(metrics, database.#gauges(base.url.shown));
    return database;
  }

  /** `work` runs in one transaction and may run several times: a lost race (40001, 40P01) starts it again. */
  async write<T>(work: (tx: Sql) => Promise<T>, options?: WriteOptions): Promise<T> {
    return (await this.writeWithToken(work, options)).value;
  }

  /** Like `write`; a read that brings the token sees this write. */
  async writeWithToken<T>(work: (tx: Sql) => Promise<T>, options: WriteOptions = {}): Promise<Committed<T>> {
    return runTransaction(this.writes, work, options, () => this.#events.retried());
  }

  /**
   * `work` reads on one server, a replica if one is fit, and may run again on another when that one fails: it must
   * have no effects. Sessions are read-only. With a token it sees everything up to that write. Throws `DatabaseBusy`
   * when only the primary could serve it and that one already serves the allowed number.
   */
  async read<T>(work: (sql: Sql) => Promise<T>, token?: ConsistencyToken): Promise<T> {
    return this.replicaReads.router.read(work, token === undefined ? undefined : positionOf(token));
  }

  /**
   * Calls `onNotify` with each payload sent to the channel (exact case). The connection is replaced when it is lost;
   * `onNotify('')` then says that notifications may have been missed. The answer ends the subscription.
   */
  async listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>> {
    try {
      return await this.listener.listen(channel, onNotify);
    } catch (error) {
      throw shownFailure(error);
    }
  }

  replicas(): ReplicaStatus[] {
    return this.replicaReads.statuses();
  }

  /** Waits for queries in flight, then closes every connection. */
  async close(): Promise<void> {
    await this.listener.close();
    await this.replicaReads.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.writes.end();
  }

  #gauges(primary: string) {
    return {
      replicas: () => this.replicas(),
      connections: () => [
        { server: primary, inUse: this.writes.inUse + this.replicaReads.primaryReadsInUse() },
        ...this.replicas().map(({ name, connections }) => ({ server: name, inUse: connections })),
      ],
    };
  }
}
