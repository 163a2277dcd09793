/** One asset that follows a geometric Brownian motion, dS = μ S dt + σ S dW. */
export interface GbmAsset {
  /** Price now, in any currency; the result is in the same. */
  spot: number;
  /** μ, per year, continuously compounded: the expected price after t years is spot · exp(μ t). */
  drift: number;
  /** σ, per square root of a year. */
  volatility: number;
  /** How many of it are in the basket. */
  weight: number;
}

export type OptionSide = 'call' | 'put';

/**
 * What is paid at the end, on the value of the basket (of one asset: on its price). Averages and barriers look at the
 * end of each step, not at the start.
 */
export type Payoff =
  /** The value itself: its distribution is the result. */
  | { kind: 'terminal' }
  | { kind: 'european'; option: OptionSide; strike: number }
  | { kind: 'asian'; average: 'arithmetic' | 'geometric'; option: OptionSide; strike: number }
  | {
      kind: 'barrier';
      option: OptionSide;
      strike: number;
      barrier: number;
      /** From where the barrier is reached. */
      direction: 'up' | 'down';
      /** Whether reaching it brings the option to life or ends it. */
      effect: 'in' | 'out';
    };

export interface GbmModel {
  assets: readonly GbmAsset[];
  /** Between the assets' Brownian motions; none when absent. */
  correlation?: readonly (readonly number[])[];
  years: number;
  /** Of equal length; exact for any number of them, since the logarithm's increments are normal. */
  steps: number;
  /** Per year, continuously compounded; what is paid is discounted with it. */
  discountRate: number;
  payoff: Payoff;
}

/** What a model and a run may be at most. */
export const gbmLimits = { assets: 16, steps: 100_000, paths: 2 ** 31 } as const;

/** The side as a number: what is paid is max(sign · (value - strike), 0). */
export function signOf(option: OptionSide): 1 | -1 {
  return option === 'call' ? 1 : -1;
}
