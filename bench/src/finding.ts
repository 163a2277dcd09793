/** One line of the final table. */
export interface Finding {
  what: string;
  measured: string;
  /** Absent where there is no aim. */
  aim?: string;
  met?: boolean;
}

/** One part of `npm run bench`, by the name under which it can be asked for. */
export interface Benchmark {
  name: string;
  needsHouse: boolean;
  run(context: BenchContext): Promise<Finding[]>;
}

export interface BenchContext {
  /** The api service; empty for benchmarks that need none. */
  api: { url: string; pid: number };
  /** Its PostgreSQL; empty for benchmarks that need no house. */
  databaseUrl: string;
  say(line: string): void;
}

/** A time in milliseconds as people read it. */
export function ms(value: number): string {
  if (value < 1) return `${Math.round(value * 1000)} µs`;
  return value < 1000 ? `${value.toFixed(1)} ms` : `${(value / 1000).toFixed(2)} s`;
}

export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
