import { cycleOf, type KernelShape, type PathNeeds } from './kernel-shape.js';

/** The function `follow(index)`: all steps of one path, or of two opposite ones, a cycle of steps at a time. */
export function pathWgsl(shape: KernelShape, needs: PathNeeds): string {
  const { assets } = shape;
  const sides = shape.antithetic ? ['a', 'b'] : ['a'];
  const cycle = cycleOf(assets);
  const variables = sides.flatMap((side) => [
    ...range(assets).map((i) => `  var x${side}${i} = 0.0;`),
    ...(needs.sum ? [`  var sum${side} = 0.0;`] : []),
    ...(needs.logSum ? [`  var logs${side} = 0.0;`] : []),
    ...(needs.extreme ? [`  var extreme${side} = ${shape.up ? '-run.range.w' : 'run.range.w'};`] : []),
  ]);
  return `
fn follow(index: u32) -> Sample {
${variables.join('\n')}
  for (var cycle = 0u; cycle < run.cycles; cycle++) {
    let block = cycle * ${cycle.blocks}u;
${stepsWgsl(shape, needs, sides)}
  }
${sides.map((side) => endWgsl(shape, needs, side)).join('\n')}
  return Sample(vec2<f32>(paymenta, ${sides.length === 2 ? 'paymentb' : '0.0'}), vec2<f32>(controla, ${sides.length === 2 ? 'controlb' : '0.0'}));
}
`;
}

/**
 * The steps of one cycle. The normal numbers of a block are made right before the first step that needs them; where the
 * last cycle is not a whole one, all threads leave it at the same place.
 */
function stepsWgsl(shape: KernelShape, needs: PathNeeds, sides: readonly string[]): string {
  const { assets, restSteps } = shape;
  const { steps } = cycleOf(assets);
  const lines: string[] = [];
  let made = 0;
  for (let step = 0; step < steps; step++) {
    if (step > 0 && step === restSteps) lines.push('if (cycle + 1u == run.cycles) { break; }');
    for (; made < Math.ceil(((step + 1) * assets) / 4); made++) {
      lines.push(`let z${made} = normals(block + ${made}u, index, 0u, run.stream);`);
    }
    const normal = (j: number) => {
      const place = step * assets + j;
      return `z${Math.floor(place / 4)}.${'xyzw'[place % 4]}`;
    };
    for (const i of range(assets)) {
      const terms = range(i + 1).map((j) => `${entry('loadings', (i * (i + 1)) / 2 + j)} * ${normal(j)}`);
      lines.push(`let m${step}_${i} = ${terms.join(' + ')};`);
    }
    for (const [turn, side] of sides.entries()) {
      for (const i of range(assets)) {
        lines.push(`x${side}${i} += ${entry('drift', i)} ${turn === 0 ? '+' : '-'} m${step}_${i};`);
      }
      lines.push(...watchWgsl(shape, needs, side, step));
    }
  }
  return lines.map((line) => `    ${line}`).join('\n');
}

/** What averages and barriers need of the value after a step. One asset is watched by its logarithm where it can be. */
function watchWgsl(shape: KernelShape, needs: PathNeeds, side: string, step: number): string[] {
  const single = shape.assets === 1;
  const lines: string[] = [];
  const value = `v${side}${step}`;
  if (needs.sum || (!single && (needs.logSum || needs.extreme))) {
    lines.push(`let ${value} = ${valueWgsl(shape, side)};`);
  }
  if (needs.sum) lines.push(`sum${side} += ${value};`);
  if (needs.logSum) lines.push(`logs${side} += ${single ? `x${side}0` : `log2(${value})`};`);
  if (needs.extreme) {
    const function_ = shape.up ? 'max' : 'min';
    lines.push(`extreme${side} = ${function_}(extreme${side}, ${single ? `x${side}0` : value});`);
  }
  return lines;
}

function endWgsl(shape: KernelShape, needs: PathNeeds, side: string): string {
  const single = shape.assets === 1;
  const scale = single ? `${entry('levels', 0)} * ` : '';
  const exponents = range(shape.assets).map((i) => `${entry('shares', i)} * x${side}${i}`);
  const mean = needs.sum ? `sum${side} * run.perStep` : '0.0';
  const geometric = needs.logSum ? `${scale}exp2(logs${side} * run.perStep)` : '0.0';
  const basket = shape.control === 'geometric-basket' ? `run.total * exp2(${exponents.join(' + ')})` : '0.0';
  return `  let end${side} = ${valueWgsl(shape, side)};
  let mean${side} = ${mean};
  let geometric${side} = ${geometric};
  let payment${side} = paymentOf(end${side}, mean${side}, geometric${side}, ${needs.extreme ? `extreme${side}` : '0.0'});
  let control${side} = controlOf(end${side}, mean${side}, geometric${side}, ${basket});`;
}

function valueWgsl(shape: KernelShape, side: string): string {
  return range(shape.assets)
    .map((i) => `${entry('levels', i)} * exp2(x${side}${i})`)
    .join(' + ');
}

function entry(table: string, place: number): string {
  return `run.${table}[${Math.floor(place / 4)}].${'xyzw'[place % 4]}`;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, place) => place);
}
