import { expectedPayment, geometricAverageLog, terminalLog } from './closed-form.js';
import { type GbmModel, signOf } from './model.js';

/**
 * A second payment on the same path whose expectation is known:
 * `vanilla` is the European option on one asset, `geometric-average` the Asian one on the geometric mean,
 * `geometric-basket` the European one on the weighted geometric mean of the assets, `forward` the value at the end,
 * `average` the mean of the values.
 */
export type ControlKind =
  | 'none'
  | 'vanilla'
  | 'geometric-average'
  | 'geometric-basket'
  | 'forward'
  | 'average';

/** The control that fits a model best; null where what is asked for is known exactly itself. */
export function controlOf({ assets, payoff }: GbmModel): Exclude<ControlKind, 'none'> | null {
  const single = assets.length === 1;
  if (payoff.kind === 'terminal') return null;
  if (payoff.kind === 'european') return single ? 'forward' : 'geometric-basket';
  if (payoff.kind === 'barrier') return single ? 'vanilla' : 'forward';
  if (!single) return 'average';
  return payoff.average === 'arithmetic' ? 'geometric-average' : 'vanilla';
}

/** What a control pays on average, not discounted. */
export function controlExpectation(model: GbmModel, control: ControlKind): number {
  const { assets, years, steps, payoff } = model;
  const option = payoff.kind === 'terminal' ? null : { strike: payoff.strike, sign: signOf(payoff.option) };
  const [first] = assets;
  const single = first && { ...first, spot: first.spot * first.weight, years };
  const forwardAt = (time: number) =>
    assets.reduce((sum, { spot, weight, drift }) => sum + spot * weight * Math.exp(drift * time), 0);
  if (control === 'forward') return forwardAt(years);
  if (control === 'average') {
    let sum = 0;
    for (let step = 1; step <= steps; step++) sum += forwardAt((years * step) / steps);
    return sum / steps;
  }
  if (!option || !single || control === 'none') return 0;
  if (control === 'vanilla') return expectedPayment({ ...terminalLog(single), ...option });
  if (control === 'geometric-average') {
    return expectedPayment({ ...geometricAverageLog(single, steps), ...option });
  }
  return expectedPayment({ ...geometricBasketLog(model), ...option });
}

/** Shares of the assets in the basket's value now. */
export function sharesOf({ assets }: Pick<GbmModel, 'assets'>): number[] {
  const total = assets.reduce((sum, { spot, weight }) => sum + spot * weight, 0);
  return assets.map(({ spot, weight }) => (spot * weight) / total);
}

/** Of the basket's value now times the product of (S_i(T) / S_i(0)) to the power of its share. */
function geometricBasketLog(model: GbmModel) {
  const { assets, correlation, years } = model;
  const shares = sharesOf(model);
  let logMean = Math.log(assets.reduce((sum, { spot, weight }) => sum + spot * weight, 0));
  let logVariance = 0;
  for (const [i, asset] of assets.entries()) {
    const share = shares[i] as number;
    logMean += share * (asset.drift - asset.volatility ** 2 / 2) * years;
    for (const [j, other] of assets.entries()) {
      const rho = correlation?.[i]?.[j] ?? (i === j ? 1 : 0);
      logVariance += share * (shares[j] as number) * asset.volatility * other.volatility * rho * years;
    }
  }
  return { logMean, logVariance };
}
