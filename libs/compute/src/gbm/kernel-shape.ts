import type { ControlKind } from './control.js';
import type { PreparedGbm } from './prepared.js';

/** What the text of a kernel depends on; all else is in its uniforms. */
export interface KernelShape {
  assets: number;
  /** Steps of the last cycle; 0 when it is whole. */
  restSteps: number;
  payoff: PreparedGbm['payoff']['kind'];
  geometric: boolean;
  put: boolean;
  up: boolean;
  knockIn: boolean;
  control: ControlKind;
  antithetic: boolean;
}

/** What a path has to keep besides the prices. */
export interface PathNeeds {
  sum: boolean;
  logSum: boolean;
  extreme: boolean;
}

export function shapeOf({ assets, steps, payoff, control, antithetic }: PreparedGbm): KernelShape {
  return {
    assets,
    restSteps: steps % cycleOf(assets).steps,
    payoff: payoff.kind,
    geometric: payoff.kind === 'asian' && payoff.average === 'geometric',
    put: payoff.kind !== 'terminal' && payoff.option === 'put',
    up: payoff.kind === 'barrier' && payoff.direction === 'up',
    knockIn: payoff.kind === 'barrier' && payoff.effect === 'in',
    control,
    antithetic,
  };
}

export function needsOf({ payoff, geometric, control }: KernelShape): PathNeeds {
  return {
    sum: (payoff === 'asian' && !geometric) || control === 'average',
    logSum: geometric || control === 'geometric-average',
    extreme: payoff === 'barrier',
  };
}

/** The fewest steps that use up whole blocks of four random numbers, and how many blocks those are. */
export function cycleOf(assets: number): { steps: number; blocks: number } {
  const steps = assets % 4 === 0 ? 1 : assets % 2 === 0 ? 2 : 4;
  return { steps, blocks: (steps * assets) / 4 };
}
