const mebibyte = 1024 * 1024;

/** So short that a job which fills memory at full speed is noticed after some hundred megabytes. */
const intervalMs = 100;

/** Node.js itself, the code and the tables that the process has open, in MiB. */
const besidesMb = 512;

/**
 * What the process of a job may have, in MiB. DuckDB's limit bounds its buffers, not single values: one list of a
 * billion numbers takes what it takes, and can't be interrupted.
 */
export function processMemoryMb(duckDbMb: number): number {
  return Math.ceil(duckDbMb * 1.6) + besidesMb;
}

/** Looks from outside, whatever the code does, how much memory a process has. Calls back at most once, until stopped. */
export function watchMemory(
  residentBytes: () => number,
  limitMb: number,
  exceeded: (actualMb: number) => void,
): () => void {
  const timer = setInterval(() => {
    const bytes = residentBytes();
    if (bytes <= limitMb * mebibyte) return;
    clearInterval(timer);
    exceeded(Math.ceil(bytes / mebibyte));
  }, intervalMs);
  return () => clearInterval(timer);
}
