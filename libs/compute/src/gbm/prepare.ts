import { keyOfSeed, streamWord } from '../philox/streams.js';
import { choleskyOfCorrelation } from '../statistics/cholesky.js';
import { samplePayments } from './block-twin.js';
import { checkModel, whole } from './check-model.js';
import { controlExpectation, controlOf, sharesOf } from './control.js';
import { type GbmModel, gbmLimits } from './model.js';
import { blockWidth, type PreparedGbm } from './prepared.js';

export interface SamplingOptions {
  /** Paths to simulate; with `antithetic` rounded up to pairs. */
  paths: number;
  /** 0 to 2^53 - 1. The same seed gives the same paths on every device. */
  seed: number;
  /** Tells runs of one seed apart, such as the scenarios of a request: 0 to 2^24 - 1. */
  stream?: number;
  /** Simulates with each path the one of opposite random numbers. */
  antithetic?: boolean;
  /** Corrects the result by a payment on the same paths whose expectation is known. */
  controlVariate?: boolean;
}

/** Path-steps of a block, roughly: enough to be worth a workgroup, little enough to be cancelled behind. */
const stepsPerBlock = 1_000_000;

/** Paths that are simulated first to find where the payments lie. */
const pilotSamples = 4096;

/** Checks a model and turns it into numbers for devices. Errors name the field. */
export function prepare(model: GbmModel, options: SamplingOptions): PreparedGbm {
  checkModel(model);
  whole('paths', options.paths, 2, gbmLimits.paths);
  const { assets, years, steps, discountRate } = model;
  const n = assets.length;
  const identity = assets.map((_, i) => assets.map((_, j) => (i === j ? 1 : 0)));
  const lower = choleskyOfCorrelation(model.correlation ?? identity, 'correlation');
  const dt = years / steps;
  const perStep = assets.map(({ drift, volatility }) => (drift - volatility ** 2 / 2) * dt * Math.LOG2E);
  const loadings = assets.flatMap(({ volatility }, i) =>
    (lower[i] as number[]).map((entry) => entry * volatility * Math.sqrt(dt) * Math.LOG2E),
  );
  const control = options.controlVariate ? (controlOf(model) ?? 'none') : 'none';
  const antithetic = options.antithetic ?? false;
  const prepared: PreparedGbm = {
    assets: n,
    steps,
    payoff: model.payoff,
    drift: Float64Array.from(perStep),
    loadings: Float64Array.from(loadings),
    levels: Float64Array.from(assets, ({ spot, weight }) => spot * weight),
    shares: Float64Array.from(sharesOf(model)),
    discount: Math.exp(-discountRate * years),
    control,
    controlMean: controlExpectation(model, control),
    antithetic,
    key: keyOfSeed(options.seed),
    stream: streamWord('simulate', options.stream ?? 0),
    samples: antithetic ? Math.ceil(options.paths / 2) : options.paths,
    rounds: Math.min(64, Math.max(1, Math.floor(stepsPerBlock / (blockWidth * steps * n)))),
    shift: 0,
    low: 0,
    high: 1,
  };
  return { ...prepared, ...rangeOf(prepared) };
}

/** Blocks of a run. */
export function blocksOf({ samples, rounds }: Pick<PreparedGbm, 'samples' | 'rounds'>): number {
  return Math.ceil(samples / (blockWidth * rounds));
}

/** The mean of a few paths, and a range that holds all of them and a margin; the same whatever device runs. */
function rangeOf(prepared: PreparedGbm): Pick<PreparedGbm, 'shift' | 'low' | 'high'> {
  const affordable = Math.ceil(1_000_000 / (prepared.steps * prepared.assets));
  const count = Math.min(prepared.samples, pilotSamples, Math.max(64, affordable));
  const payments = samplePayments(prepared, count);
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const payment of payments) {
    sum += payment;
    min = Math.min(min, payment);
    max = Math.max(max, payment);
  }
  const margin = (max - min) * 0.25 || Math.max(1e-12, Math.abs(max)) * 1e-3;
  // At 0 options have a mass of their own, which stays out of the bins.
  const low = min === 0 ? 0 : Math.max(min - margin, min > 0 ? 0 : -Infinity);
  return { shift: Math.fround(sum / count), low: Math.fround(low), high: Math.fround(max + margin) };
}
