import type { DataSource, QueryRunner } from 'typeorm';

/** What a borrowed connection of node-postgres offers beyond queries. */
interface Connection {
  on(event: 'error' | 'end', listener: () => void): unknown;
  off(event: 'error' | 'end', listener: () => void): unknown;
  connection: { stream: { destroy(): void } };
}

/** A connection of its own that holds an advisory lock: the server frees the lock when the connection dies. */
export class LockSession {
  readonly #lost = new AbortController();
  readonly #onLost = () => this.#lost.abort();

  private constructor(
    private readonly runner: QueryRunner,
    private readonly connection: Connection,
    private readonly lock: string,
  ) {
    connection.on('error', this.#onLost);
    connection.on('end', this.#onLost);
  }

  /** Null when another session holds the lock. */
  static async tryOpen(source: DataSource, lock: string): Promise<LockSession | null> {
    const runner = source.createQueryRunner();
    try {
      const connection = (await runner.connect()) as Connection;
      // The server notices within about 15 s when this machine vanishes without closing its connection.
      await runner.query(
        'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3',
      );
      const [row] = (await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', [
        lock,
      ])) as { taken: boolean }[];
      if (row?.taken) return new LockSession(runner, connection, lock);
    } catch (error) {
      await runner.release();
      throw error;
    }
    await runner.release();
    return null;
  }

  /** Aborts when the connection, and the lock with it, is gone. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** A half-open connection looks alive until it is asked something: no answer in time ends the session. */
  async ping(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.#cut(), timeoutMs);
    try {
      await this.runner.query('SELECT 1');
    } catch {
      this.#cut();
    } finally {
      clearTimeout(timer);
    }
  }

  async close(timeoutMs: number): Promise<void> {
    if (this.lost.aborted) return this.runner.release();
    const timer = setTimeout(() => this.#cut(), timeoutMs);
    try {
      await this.runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [this.lock]);
    } catch {
      // Without a clean unlock the connection must not go back to its pool.
      this.#cut();
    } finally {
      clearTimeout(timer);
      this.connection.off('error', this.#onLost);
      this.connection.off('end', this.#onLost);
      await this.runner.release();
    }
  }

  #cut(): void {
    this.#lost.abort();
    this.connection.connection.stream.destroy();
  }
}
