import type { DuckDBConnection } from '@duckdb/node-api';

/** How often an aborted query is interrupted again: one call can fall between two statements. */
const REPEAT_MS = 20;

/** Interrupts what runs on `connection` from the abort on until the returned function is called. */
export function interruptOn(connection: DuckDBConnection, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => {};
  let repeat: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    repeat = setInterval(() => connection.interrupt(), REPEAT_MS);
  };
  // An abort may have come while the connection was awaited.
  if (signal.aborted) interrupt();
  else signal.addEventListener('abort', interrupt, { once: true });
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearInterval(repeat);
  };
}
