import { errors, type RowhouseError } from '@rowhouse/contract';

/** Node.js itself, the code and the other tables that the process has open, in MiB. */
const besidesMb = 512;
const intervalMs = 100;

/**
 * DuckDB's limit bounds its buffers, not single values: one list of a billion numbers takes what it takes, and can't
 * be interrupted. So the memory of the whole process is watched. Calls back at most once, until stopped.
 */
export function watchMemory(memoryMb: number, exceeded: (error: RowhouseError) => void): () => void {
  const limitMb = Math.ceil(memoryMb * 1.6) + besidesMb;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() <= limitMb * 1024 * 1024) return;
    clearInterval(timer);
    exceeded(
      errors.QueryLimitExceeded({
        what: 'The process of the query needed',
        limit: limitMb,
        unit: 'MiB of memory',
        next: 'Avoid single values and lists of that size.',
      }),
    );
  }, intervalMs);
  return () => clearInterval(timer);
}
