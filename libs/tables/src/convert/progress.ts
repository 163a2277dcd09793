import type { DuckDBConnection } from '@duckdb/node-api';

const INTERVAL_MS = 250;

/** Reports the running query's progress (0 to 1) until the returned function is called. */
export function watchProgress(connection: DuckDBConnection, report: (fraction: number) => void): () => void {
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage > 0) report(Math.min(1, percentage / 100));
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
