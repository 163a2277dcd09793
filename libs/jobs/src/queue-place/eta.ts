/** What is known of a pool. */
export interface Pace {
  /** Mean duration of recent jobs of the kind; null when there was none. */
  meanSeconds: number | null;
  /** Jobs that run now. */
  running: number;
  /** Jobs that the living workers run at once at most. */
  places: number;
}

/**
 * Seconds until a job starts that `ahead` jobs come before, as if every job took the mean: while a place is free, 0;
 * else the jobs that have to end first, over the places that end them side by side. What runs is on average half
 * done, which takes half a round off. Null when the pace is not known.
 */
export function etaSeconds(ahead: number, { meanSeconds, running, places }: Pace): number | null {
  if (meanSeconds === null || places === 0) return null;
  const mustEnd = ahead + running + 1 - places;
  if (mustEnd <= 0) return 0;
  const rounds = mustEnd / places;
  return Math.ceil((rounds - Math.min(0.5, rounds / 2)) * meanSeconds * 10) / 10;
}
