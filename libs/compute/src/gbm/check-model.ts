import { errors } from '@rowhouse/contract';
import { type GbmModel, gbmLimits } from './model.js';

/** Refuses what can't be simulated, naming the field. The correlation is checked where it is decomposed. */
export function checkModel({ assets, correlation, years, steps, discountRate, payoff }: GbmModel): void {
  if (assets.length < 1 || assets.length > gbmLimits.assets) {
    throw invalid('assets', `${assets.length} assets were given, from 1 to ${gbmLimits.assets} are possible`);
  }
  for (const [place, asset] of assets.entries()) {
    positive(`assets[${place}].spot`, asset.spot);
    positive(`assets[${place}].weight`, asset.weight);
    finite(`assets[${place}].drift`, asset.drift);
    if (!(asset.volatility >= 0 && asset.volatility < 100)) {
      throw invalid(
        `assets[${place}].volatility`,
        `${asset.volatility} is not a number from 0 to 100 per √year`,
      );
    }
  }
  if (correlation && correlation.length !== assets.length) {
    throw invalid('correlation', `it has ${correlation.length} rows for ${assets.length} assets`);
  }
  positive('years', years);
  whole('steps', steps, 1, gbmLimits.steps);
  finite('discountRate', discountRate);
  if (payoff.kind !== 'terminal') positive('payoff.strike', payoff.strike);
  if (payoff.kind === 'barrier') positive('payoff.barrier', payoff.barrier);
}

export function whole(field: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw invalid(field, `${value} is not a whole number from ${least} to ${most}`);
  }
}

function positive(field: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw invalid(field, `${value} is not a positive number`);
}

function finite(field: string, value: number): void {
  if (!Number.isFinite(value)) throw invalid(field, `${value} is not a finite number`);
}

function invalid(field: string, reason: string) {
  return errors.InvalidModel({ field, reason });
}
