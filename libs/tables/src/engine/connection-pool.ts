import type { DuckDBConnection } from '@duckdb/node-api';

/** Keeps idle connections: connecting costs more than reading a page. Grows with the callers. */
export class ConnectionPool {
  private readonly idle: DuckDBConnection[] = [];
  private closed = false;

  constructor(private readonly connect: () => Promise<DuckDBConnection>) {}

  async take(): Promise<DuckDBConnection> {
    if (this.closed) throw new Error('the table engine is closed');
    return this.idle.pop() ?? (await this.connect());
  }

  giveBack(connection: DuckDBConnection): void {
    if (this.closed) connection.closeSync();
    else this.idle.push(connection);
  }

  close(): void {
    this.closed = true;
    for (const connection of this.idle.splice(0)) connection.closeSync();
  }
}
