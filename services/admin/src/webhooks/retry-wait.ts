const factor = 3;
const longestMs = 6 * 3_600_000;
const mostAskedForMs = 3_600_000;

/**
 * How long to wait after a failed attempt (counted from 1), in milliseconds: three times longer each time, six hours at
 * most, half of it random so that deliveries that failed together do not come back together. A receiver may ask for
 * more, up to an hour.
 */
export function retryWaitMs(
  attempt: number,
  baseMs: number,
  askedForMs: number | null,
  random = Math.random(),
): number {
  const wait = Math.min(baseMs * factor ** (attempt - 1), longestMs) * (0.5 + random / 2);
  return Math.max(wait, Math.min(askedForMs ?? 0, mostAskedForMs));
}
