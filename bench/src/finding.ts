/** One line of the final table. */
export interface Finding {
  what: string;
  measured: string;
  /** What issue or README ask for; absent where there is no aim. */
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
  say(line: string): void;
}

export const ms = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 2 : 1)} ms`;

export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
