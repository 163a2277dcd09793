import type { GbmModel, Payoff } from '../src/gbm/model.js';

/** One asset at 100 under the risk-neutral measure: drift and discount rate are 5 %. */
export function oneAsset(payoff: Payoff, steps: number, volatility = 0.25): GbmModel {
  return {
    assets: [{ spot: 100, drift: 0.05, volatility, weight: 1 }],
    years: 1,
    steps,
    discountRate: 0.05,
    payoff,
  };
}

export const threeAssets: GbmModel = {
  assets: [
    { spot: 100, drift: 0.05, volatility: 0.2, weight: 1 },
    { spot: 50, drift: 0.03, volatility: 0.4, weight: 1 },
    { spot: 20, drift: 0.01, volatility: 0.3, weight: 2 },
  ],
  correlation: [
    [1, 0.5, 0.2],
    [0.5, 1, -0.3],
    [0.2, -0.3, 1],
  ],
  years: 1,
  steps: 5,
  discountRate: 0.05,
  payoff: { kind: 'european', option: 'put', strike: 200 },
};
