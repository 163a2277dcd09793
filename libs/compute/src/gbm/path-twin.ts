import { type ControlKind } from './control.js';
import type { Payoff } from './model.js';
import type { PreparedGbm } from './prepared.js';

/** Payments of one path, not discounted. */
export interface PathPayments {
  payment: number;
  control: number;
}

/** Follows one path; `z` are its normal numbers, step by step and in each step asset by asset, `sign` flips them. */
export function pathTwin(prepared: PreparedGbm): (z: Float64Array, sign: number) => PathPayments {
  const { assets, steps, payoff, drift, loadings, levels, shares, control } = prepared;
  const x = new Float64Array(assets);
  const averages = payoff.kind === 'asian' || control === 'average' || control === 'geometric-average';
  const up = payoff.kind === 'barrier' && payoff.direction === 'up';
  const watched = averages || payoff.kind === 'barrier';
  const paths: PathPayments = { payment: 0, control: 0 };
  const valueNow = () => {
    let value = 0;
    for (let i = 0; i < assets; i++) value += (levels[i] as number) * 2 ** (x[i] as number);
    return value;
  };
  return (z, sign) => {
    x.fill(0);
    let sum = 0;
    let logSum = 0;
    let extreme = up ? -Infinity : Infinity;
    for (let step = 0, at = 0; step < steps; step++, at += assets) {
      for (let i = 0, entry = 0; i < assets; i++) {
        let move = 0;
        for (let j = 0; j <= i; j++, entry++) move += (loadings[entry] as number) * (z[at + j] as number);
        x[i] = (x[i] as number) + (drift[i] as number) + sign * move;
      }
      if (watched) {
        const value = valueNow();
        sum += value;
        if (averages) logSum += assets === 1 ? (x[0] as number) : Math.log2(value);
        extreme = up ? Math.max(extreme, value) : Math.min(extreme, value);
      }
    }
    const seen: PathSummary = {
      value: valueNow(),
      mean: sum / steps,
      geometricMean: (assets === 1 ? (levels[0] as number) : 1) * 2 ** (logSum / steps),
      extreme,
      geometricBasket: control === 'geometric-basket' ? geometricBasket(levels, shares, x) : 0,
    };
    paths.payment = paymentOf(payoff, seen);
    paths.control = controlPayment(payoff, control, seen);
    return paths;
  };
}

interface PathSummary {
  value: number;
  mean: number;
  geometricMean: number;
  extreme: number;
  geometricBasket: number;
}

function paymentOf(payoff: Payoff, seen: PathSummary): number {
  if (payoff.kind === 'terminal') return seen.value;
  if (payoff.kind === 'european') return exercised(payoff, seen.value);
  if (payoff.kind === 'asian') {
    return exercised(payoff, payoff.average === 'arithmetic' ? seen.mean : seen.geometricMean);
  }
  const touched = payoff.direction === 'up' ? seen.extreme >= payoff.barrier : seen.extreme <= payoff.barrier;
  return touched === (payoff.effect === 'in') ? exercised(payoff, seen.value) : 0;
}

function controlPayment(payoff: Payoff, control: ControlKind, seen: PathSummary): number {
  if (control === 'forward') return seen.value;
  if (control === 'average') return seen.mean;
  if (payoff.kind === 'terminal') return 0;
  if (control === 'vanilla') return exercised(payoff, seen.value);
  if (control === 'geometric-average') return exercised(payoff, seen.geometricMean);
  return control === 'geometric-basket' ? exercised(payoff, seen.geometricBasket) : 0;
}

function exercised({ option, strike }: Exclude<Payoff, { kind: 'terminal' }>, value: number): number {
  return Math.max(option === 'call' ? value - strike : strike - value, 0);
}

function geometricBasket(levels: Float64Array, shares: Float64Array, x: Float64Array): number {
  let total = 0;
  let exponent = 0;
  for (let i = 0; i < x.length; i++) {
    total += levels[i] as number;
    exponent += (shares[i] as number) * (x[i] as number);
  }
  return total * 2 ** exponent;
}
