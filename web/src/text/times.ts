const steps: readonly [unit: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
];

/** The two leading units of a duration: `850 ms`, `12 s`, `3 min 20 s`, `2 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 0) return '0 s';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  const total = Math.floor(seconds);
  const index = steps.findIndex(([, size]) => total >= size);
  if (index < 0) return `${total} s`;
  const [unit, size] = steps[index] as [string, number];
  const [nextUnit, nextSize] = steps[index + 1] ?? ['s', 1];
  const rest = Math.floor((total % size) / nextSize);
  return `${Math.floor(total / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${nextUnit}`}`;
}

/** How long ago an ISO time was, `just now` below two seconds. */
export function ago(time: string, now: number): string {
  const seconds = (now - Date.parse(time)) / 1000;
  return seconds < 2 ? 'just now' : `${duration(seconds)} ago`;
}

/** Seconds between two ISO times. */
export const secondsBetween = (start: string, end: string): number =>
  (Date.parse(end) - Date.parse(start)) / 1000;

/** A time in the reader's zone, to the second. */
export const clock = (time: string): string =>
  new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
