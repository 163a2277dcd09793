import type { GbmModel, Payoff } from '@rowhouse/compute';
import type { SimulateParams } from '@rowhouse/contract';
import type { Calibration } from './calibrate.js';

/** The model that parameters ask for; what they do not say comes from the calibration. */
export function gbmModel(params: SimulateParams, calibration: Calibration | null): GbmModel {
  const { assets, measure, discountRate, years, steps, correlation } = params;
  return {
    assets: assets.map(({ spot, drift, volatility, weight }, place) => {
      const found = calibration?.assets[place];
      return {
        // The schema asks for all that there is no calibration for.
        spot: spot ?? found?.spot ?? 0,
        volatility: volatility ?? found?.volatility ?? 0,
        drift: drift ?? (measure === 'real-world' ? (found?.drift ?? 0) : discountRate),
        weight,
      };
    }),
    correlation:
      correlation ??
      calibration?.correlation ??
      assets.map((_, i) => assets.map((_, j) => (i === j ? 1 : 0))),
    years,
    steps,
    discountRate,
    payoff: payoffOf(params.payoff),
  };
}

function payoffOf(payoff: SimulateParams['payoff']): Payoff {
  return payoff.kind === 'basket' ? { ...payoff, kind: 'european' } : payoff;
}
