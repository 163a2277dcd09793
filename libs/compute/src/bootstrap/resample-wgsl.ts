import { normalsWgsl } from '../philox/normals-wgsl.js';
import { philoxWgsl } from '../philox/philox-wgsl.js';

export const resampleWidth = 64;

/** One workgroup per resample; its threads share the rows, four at a time, since a block of Philox has four words. */
export function resampleWgsl(paired: boolean, weighted: boolean): string {
  return /* wgsl */ `
struct Run {
  keys: array<vec4<u32>, 5>,
  first: u32, rows: u32, stream: u32, firstElement: u32,
  correlation: f32, weightDeviation: f32, unused: vec2<f32>,
}
@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> table: array<${paired ? 'vec2<f32>' : 'f32'}>;
struct Sums { x: vec4<f32>, y: vec4<f32> }
@group(0) @binding(2) var<storage, read_write> sums: array<Sums>;
var<workgroup> partial: array<Sums, ${resampleWidth}>;
${philoxWgsl}${normalsWgsl}
// The place of a row: the upper half of word times rows, from 16-bit halves.
fn rowOf(word: u32) -> u32 {
  let low = word & 0xffffu;
  let high = word >> 16u;
  let rowsLow = run.rows & 0xffffu;
  let rowsHigh = run.rows >> 16u;
  let second = rowsHigh * low + ((rowsLow * low) >> 16u);
  let third = rowsLow * high + (second & 0xffffu);
  return rowsHigh * high + (second >> 16u) + (third >> 16u);
}

@compute @workgroup_size(${resampleWidth})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let element = run.firstElement + run.first + group.x;
  var x = vec4<f32>();
  var y = vec4<f32>();
  for (var first = lane * 4u; first < run.rows; first += ${4 * resampleWidth}u) {
${weighted ? '    let normal = normals(first >> 2u, element, 0u, run.stream);' : '    let words = philox(first >> 2u, element, 0u, run.stream);'}
    let left = run.rows - first;
${[0, 1, 2, 3].map((at) => rowWgsl(at, paired, weighted)).join('\n')}
  }
  partial[lane] = Sums(x, y);
  workgroupBarrier();
  if (lane == 0u) {
    for (var other = 1u; other < ${resampleWidth}u; other++) {
      x += partial[other].x;
      y += partial[other].y;
    }
    sums[group.x] = Sums(x, y);
  }
}
`;
}

/** A row that does not exist has no weight; where it is read from does not matter then. */
function rowWgsl(at: number, paired: boolean, weighted: boolean): string {
  const component = 'xyzw'[at];
  const row = weighted ? `min(first + ${at}u, run.rows - 1u)` : `rowOf(words.${component})`;
  const weight = weighted ? `1.0 + run.weightDeviation * normal.${component}` : '1.0';
  const a = paired ? `r${at}.x` : `r${at}`;
  return `    let r${at} = table[${row}];
    let w${at} = ${at === 0 ? weight : `select(0.0, ${weight}, left > ${at}u)`};
    x += w${at} * vec4<f32>(1.0, ${a}, ${a} * ${a} - 1.0, 0.0);
${paired ? `    y += w${at} * vec4<f32>(r${at}.y, r${at}.y * r${at}.y - 1.0, ${a} * r${at}.y - run.correlation, 0.0);` : ''}`;
}
