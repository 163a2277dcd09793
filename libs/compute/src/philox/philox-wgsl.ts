/**
 * Philox4x32-10 for WGSL, which knows no 64-bit product: the upper half of one is put together from 16-bit halves. The
 * ten rounds are written out, their keys come ready from the host (`roundKeys`), as five `vec4<u32>` of two rounds each.
 * Expects `run.keys: array<vec4<u32>, 5>`.
 */
export const philoxWgsl = /* wgsl */ `
fn philoxRound(x: vec4<u32>, key: vec2<u32>) -> vec4<u32> {
  // Both products side by side: x.x by the first multiplier, x.z by the second.
  let factor = vec2<u32>(x.x, x.z);
  let low = factor & vec2<u32>(0xffffu);
  let high = factor >> vec2<u32>(16u);
  let first = vec2<u32>(0x1f53u, 0x8d57u) * low;
  let second = vec2<u32>(0xd251u, 0xcd9eu) * low + (first >> vec2<u32>(16u));
  let third = vec2<u32>(0x1f53u, 0x8d57u) * high + (second & vec2<u32>(0xffffu));
  let upper = vec2<u32>(0xd251u, 0xcd9eu) * high + (second >> vec2<u32>(16u)) + (third >> vec2<u32>(16u));
  let lower = vec2<u32>(0xd2511f53u, 0xcd9e8d57u) * factor;
  return vec4<u32>(upper.y ^ x.y ^ key.x, lower.y, upper.x ^ x.w ^ key.y, lower.x);
}

fn philox(block: u32, elementLow: u32, elementHigh: u32, stream: u32) -> vec4<u32> {
  var x = vec4<u32>(block, elementLow, elementHigh, stream);
${Array.from({ length: 10 }, (_, round) => roundWgsl(round)).join('')}  return x;
}
`;

function roundWgsl(round: number): string {
  const pair = round % 2 === 0 ? 'xy' : 'zw';
  const keys = `run.keys[${Math.floor(round / 2)}]`;
  return `  x = philoxRound(x, ${keys}.${pair});
`;
}
