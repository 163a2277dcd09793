import type { KernelShape } from './kernel-shape.js';

/** What a followed path pays, and what its control pays, from what was kept of it; not discounted. */
export function paymentsWgsl(shape: KernelShape): string {
  return `
fn exercised(value: f32) -> f32 {
  return max(${shape.put ? 'run.scalars.x - value' : 'value - run.scalars.x'}, 0.0);
}

fn paymentOf(value: f32, mean: f32, geometric: f32, extreme: f32) -> f32 {
  return ${payment(shape)};
}

fn controlOf(value: f32, mean: f32, geometric: f32, basket: f32) -> f32 {
  return ${controls[shape.control]};
}
`;
}

function payment({ payoff, geometric, up, knockIn }: KernelShape): string {
  if (payoff === 'terminal') return 'value';
  if (payoff === 'european') return 'exercised(value)';
  if (payoff === 'asian') return `exercised(${geometric ? 'geometric' : 'mean'})`;
  const touched = `extreme ${up ? '>=' : '<='} run.scalars.y`;
  return knockIn ? `select(0.0, exercised(value), ${touched})` : `select(exercised(value), 0.0, ${touched})`;
}

const controls: Record<KernelShape['control'], string> = {
  none: '0.0',
  forward: 'value',
  average: 'mean',
  vanilla: 'exercised(value)',
  'geometric-average': 'exercised(geometric)',
  'geometric-basket': 'exercised(basket)',
};
