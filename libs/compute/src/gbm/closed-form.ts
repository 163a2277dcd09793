import { normalCdf } from '../statistics/normal-distribution.js';

/** An option on a price whose logarithm is normal at the end. */
export interface LognormalOption {
  /** Mean of the logarithm of the price. */
  logMean: number;
  /** Variance of it. */
  logVariance: number;
  strike: number;
  /** 1 for a call, -1 for a put. */
  sign: 1 | -1;
}

/** The expected payment, not discounted; Black (1976). */
export function expectedPayment({ logMean, logVariance, strike, sign }: LognormalOption): number {
  const forward = Math.exp(logMean + logVariance / 2);
  const deviation = Math.sqrt(logVariance);
  if (deviation === 0) return Math.max(sign * (forward - strike), 0);
  const d1 = (logMean + logVariance - Math.log(strike)) / deviation;
  return sign * (forward * normalCdf(sign * d1) - strike * normalCdf(sign * (d1 - deviation)));
}

/** One asset and the time that matters for an option on it. */
export interface SingleAsset {
  /** Price now, with the weight. */
  spot: number;
  drift: number;
  volatility: number;
  years: number;
}

/** Mean and variance of the logarithm of the price at the end. */
export function terminalLog({ spot, drift, volatility, years }: SingleAsset): LogMoments {
  return {
    logMean: Math.log(spot) + (drift - volatility ** 2 / 2) * years,
    logVariance: volatility ** 2 * years,
  };
}

/** The same for the geometric mean of the prices after each of `steps` equal steps; Kemna and Vorst (1990). */
export function geometricAverageLog(asset: SingleAsset, steps: number): LogMoments {
  const { spot, drift, volatility, years } = asset;
  return {
    logMean: Math.log(spot) + ((drift - volatility ** 2 / 2) * years * (steps + 1)) / (2 * steps),
    logVariance: (volatility ** 2 * years * (steps + 1) * (2 * steps + 1)) / (6 * steps ** 2),
  };
}

export interface LogMoments {
  logMean: number;
  logVariance: number;
}

export interface BarrierOption {
  strike: number;
  barrier: number;
  sign: 1 | -1;
  direction: 'up' | 'down';
  effect: 'in' | 'out';
}

/**
 * The expected payment, not discounted, of a barrier option that is watched at all times, by the reflection principle
 * (Reiner and Rubinstein, 1991). With g(x) the density of the logarithm of the price at the end, paths that touch the
 * barrier and end on the inner side weigh as much as reflected ones: g of the reflection, times (B/S)^(2m/σ²).
 */
export function continuousBarrierPayment(asset: SingleAsset, option: BarrierOption): number {
  const { spot, drift, volatility, years } = asset;
  const { strike, barrier, sign, direction, effect } = option;
  const { logMean, logVariance } = terminalLog(asset);
  const vanilla = expectedPayment({ logMean, logVariance, strike, sign });
  const up = direction === 'up';
  const touchedNow = up ? spot >= barrier : spot <= barrier;
  if (touchedNow) return effect === 'in' ? vanilla : 0;
  const power = (2 * (drift - volatility ** 2 / 2)) / volatility ** 2;
  const reflectedMean = 2 * Math.log(barrier) - 2 * Math.log(spot) + logMean;
  const inside = (mean: number) =>
    paymentBetween({ logMean: mean, logVariance, strike, sign }, up ? 0 : barrier, up ? barrier : Infinity);
  const survived = inside(logMean) - (barrier / spot) ** power * inside(reflectedMean);
  return years > 0 && effect === 'out' ? survived : vanilla - survived;
}

/** The payment counted only where the price ends between two others. */
function paymentBetween(option: LognormalOption, low: number, high: number): number {
  const { logMean, logVariance, strike, sign } = option;
  const from = sign === 1 ? Math.max(low, strike) : low;
  const to = sign === 1 ? high : Math.min(high, strike);
  if (from >= to) return 0;
  const deviation = Math.sqrt(logVariance);
  const forward = Math.exp(logMean + logVariance / 2);
  const below = (level: number, shift: number) =>
    level === 0 ? 0 : level === Infinity ? 1 : normalCdf((Math.log(level) - logMean) / deviation - shift);
  const probability = below(to, 0) - below(from, 0);
  const expectation = forward * (below(to, deviation) - below(from, deviation));
  return sign * (expectation - strike * probability);
}

/** ζ(1/2) / √(2π), up to its sign. */
const broadieGlassermanKou = 0.5825971579390106;

/**
 * The barrier of a continuously watched option that is worth as much as one watched at each of `steps` steps: the
 * barrier moved away by 0.5826 σ √Δt; Broadie, Glasserman and Kou (1997). Its error is of smaller order than 1/√steps.
 */
export function shiftedBarrier(asset: SingleAsset, barrier: number, up: boolean, steps: number): number {
  const shift = broadieGlassermanKou * asset.volatility * Math.sqrt(asset.years / steps);
  return barrier * Math.exp(up ? shift : -shift);
}
