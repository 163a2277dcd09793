import { normalsWgsl } from '../philox/normals-wgsl.js';
import { philoxWgsl } from '../philox/philox-wgsl.js';
import { type KernelShape, needsOf } from './kernel-shape.js';
import { paymentsWgsl } from './payments-wgsl.js';
import { blockWidth, fineBins } from './prepared.js';
import { pathWgsl } from './steps-wgsl.js';

/**
 * The kernel: a workgroup simulates one block of samples. Each thread follows one path after the other, with random
 * numbers, prices and averages in registers; what leaves the workgroup is its sums and its bins. In the loop over steps
 * there is no branch and no memory but the uniform coefficients.
 */
export function gbmWgsl(shape: KernelShape): string {
  return `${declarations}${philoxWgsl}${normalsWgsl}
struct Sums { first: vec4<f32>, rest: vec4<f32> }
@group(0) @binding(1) var<storage, read_write> sums: array<Sums>;
@group(0) @binding(2) var<storage, read_write> counts: array<atomic<u32>, ${fineBins + 2}>;
var<workgroup> bins: array<atomic<u32>, ${fineBins + 2}>;
var<workgroup> firsts: array<vec4<f32>, ${blockWidth}>;
var<workgroup> rests: array<vec4<f32>, ${blockWidth}>;

struct Sample { payment: vec2<f32>, control: vec2<f32> }
${paymentsWgsl(shape)}
${pathWgsl(shape, needsOf(shape))}
${filing}
@compute @workgroup_size(${blockWidth})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  var first = vec4<f32>();
  var rest = vec4<f32>(0.0, run.range.w, -run.range.w, 0.0);
  let start = (run.first + group.x) * run.rounds * ${blockWidth}u + lane;
  for (var round = 0u; round < run.rounds; round++) {
    let index = start + round * ${blockWidth}u;
    if (index < run.samples) {
      let sample = follow(index);
      let payment = sample.payment * run.scalars.w;
${shape.antithetic ? pair : single}      let c = (control - run.range.z) * run.scalars.w;
      first += vec4<f32>(a, a * a, c, c * c);
      rest.x += a * c;
    }
  }
  firsts[lane] = first;
  rests[lane] = rest;
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < ${blockWidth}u; other++) {
      let theirs = rests[other];
      first += firsts[other];
      rest = vec4<f32>(rest.x + theirs.x, min(rest.y, theirs.y), max(rest.z, theirs.z), 0.0);
    }
    // One thread and one barrier, not the usual tree: this is done once in a million path-steps, and each barrier
    // more costs drivers in software seconds when they compile.
    sums[group.x] = Sums(first, rest);
  }
  for (var bin = lane; bin < ${fineBins + 2}u; bin += ${blockWidth}u) {
    let count = atomicLoad(&bins[bin]);
    if (count > 0u) { atomicAdd(&counts[bin], count); }
  }
}
`;
}

const single = `      let control = sample.control.x;
      let a = payment.x - run.scalars.z;
      file(payment.x);
      rest.y = min(rest.y, payment.x);
      rest.z = max(rest.z, payment.x);
`;

const pair = `      let control = (sample.control.x + sample.control.y) * 0.5;
      let a = (payment.x - run.scalars.z) * 0.5 + (payment.y - run.scalars.z) * 0.5;
      file(payment.x);
      file(payment.y);
      rest.y = min(rest.y, min(payment.x, payment.y));
      rest.z = max(rest.z, max(payment.x, payment.y));
`;

const filing = `
fn file(payment: f32) {
  let inside = u32(clamp((payment - run.range.x) * run.binsPerUnit, 0.0, ${fineBins - 1}.0)) + 1u;
  let above = select(inside, ${fineBins + 1}u, payment >= run.range.y);
  atomicAdd(&bins[select(above, 0u, payment <= run.range.x)], 1u);
}
`;

/** The order of this struct is that of \`packRun\`. */
const declarations = /* wgsl */ `
struct Run {
  keys: array<vec4<u32>, 5>,
  first: u32, samples: u32, rounds: u32, stream: u32,
  // Cycles of steps, the last one perhaps not whole; 1 / steps, and bins per unit of money.
  cycles: u32, perStep: f32, binsPerUnit: f32, total: f32,
  // Strike, barrier, shift, discount.
  scalars: vec4<f32>,
  // Low, high, mean of the control, largest number.
  range: vec4<f32>,
  drift: array<vec4<f32>, 4>,
  levels: array<vec4<f32>, 4>,
  shares: array<vec4<f32>, 4>,
  loadings: array<vec4<f32>, 34>,
}
@group(0) @binding(0) var<uniform> run: Run;
`;
