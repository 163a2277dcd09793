import { median } from './quantile.js';

/** What is measured side by side; each contender gives one figure per round. */
export type Contenders<Name extends string> = Record<Name, () => Promise<number>>;

export interface Rounds<Name extends string> {
  figures: Record<Name, readonly number[]>;
  /** Median of each contender over the rounds. */
  medians: Record<Name, number>;
  /** Median over the rounds of one contender's figure divided by another's of the same round. */
  ratio(of: Name, to: Name): number;
}

/**
 * Measures the contenders one after the other, round by round, each round in the opposite order of the one before:
 * whatever else the machine does hits all of them alike. Rounds to warm up come first and do not count.
 */
export async function interleaved<Name extends string>(
  contenders: Contenders<Name>,
  rounds: number,
  warmUps = 0,
): Promise<Rounds<Name>> {
  const names = Object.keys(contenders) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await contenders[name]();
      if (round >= 0) figures[name].push(figure);
    }
  }
  return {
    figures,
    medians: Object.fromEntries(names.map((name) => [name, median(figures[name])])) as Record<Name, number>,
    ratio: (of, to) =>
      median(figures[of].map((figure, round) => figure / (figures[to][round] ?? Number.NaN))),
  };
}

/** Milliseconds that `work` takes. */
export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
