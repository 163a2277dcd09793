import { CompensatedSum } from '../statistics/compensated-sum.js';
import { type PreparedGbm, sumsPerBlock } from './prepared.js';

/** The mean of the discounted payment. */
export interface Estimate {
  mean: number;
  standardError: number;
  min: number;
  max: number;
  /** What the control variate did; null without one. */
  control: { correlation: number; coefficient: number; uncorrected: number } | null;
}

/**
 * Mean and standard error from the sums of all blocks. With a control, the payment is corrected by the regression on
 * it; the coefficient comes from the same samples, whose bias is of the order 1 / samples (Glasserman, "Monte Carlo
 * methods in financial engineering", 2004, section 4.1).
 */
export function estimate({ shift, samples, control }: PreparedGbm, sums: Float64Array): Estimate {
  const totals = Array.from({ length: 5 }, () => new CompensatedSum());
  let min = Infinity;
  let max = -Infinity;
  for (let at = 0; at < sums.length; at += sumsPerBlock) {
    for (const [place, total] of totals.entries()) total.add(sums[at + place] as number);
    min = Math.min(min, sums[at + 5] as number);
    max = Math.max(max, sums[at + 6] as number);
  }
  const [a, aa, c, cc, ac] = totals.map((total) => total.value / samples) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const correctionOfSize = samples / (samples - 1);
  const variance = Math.max(0, aa - a * a) * correctionOfSize;
  const uncorrected = shift + a;
  const controlVariance = Math.max(0, cc - c * c) * correctionOfSize;
  if (control === 'none' || controlVariance === 0) {
    return {
      mean: uncorrected,
      standardError: Math.sqrt(variance / samples),
      min,
      max,
      control: null,
    };
  }
  const covariance = (ac - a * c) * correctionOfSize;
  const coefficient = covariance / controlVariance;
  const left = Math.max(0, variance - coefficient * covariance);
  return {
    mean: uncorrected - coefficient * c,
    standardError: Math.sqrt(left / samples),
    min,
    max,
    control: {
      correlation: variance === 0 ? 0 : covariance / Math.sqrt(variance * controlVariance),
      coefficient,
      uncorrected,
    },
  };
}
