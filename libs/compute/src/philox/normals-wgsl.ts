/**
 * Four standard normal numbers of one block, without a branch. Vulkan promises no more than 11 bits of a sine, so sine
 * and cosine are polynomials of our own on an eighth of a turn to either side (least squares at Chebyshev nodes; error
 * 2e-9, below what f32 resolves); which quarter turn it is is read off the word itself, exactly.
 */
export const normalsWgsl = /* wgsl */ `
fn uniformOf(word: u32) -> f32 {
  return f32(word) * 0x1p-32 + 0x1p-33;
}

fn boxMuller(word: u32, turn: u32) -> vec2<f32> {
  // A logarithm of 1 may come out a little above 0, and the root of that is no number.
  let radius = sqrt(max(0.0, -2.0 * log(uniformOf(word))));
  let quarter = (turn + 0x20000000u) >> 30u;
  let rest = bitcast<i32>(turn - (quarter << 30u));
  let x = f32(rest) * 1.4629180792671596e-9;
  let x2 = x * x;
  let sine = x + x * x2 * (-0.16666650192532184 + x2 * (0.008331957977140175 + x2 * -0.0001949349673981628));
  let cosine = 1.0 + x2 * (-0.5 + x2 * (0.04166664623661272
    + x2 * (-0.0013887341483087927 + x2 * 0.000024435851382463057)));
  let swapped = (quarter & 1u) == 1u;
  let first = select(cosine, sine, swapped);
  let second = select(sine, cosine, swapped);
  // The cosine is negative in quarters 1 and 2, the sine in 2 and 3.
  let signs = vec2<u32>((quarter + 1u) & 2u, quarter & 2u) << vec2<u32>(30u);
  return radius * bitcast<vec2<f32>>(bitcast<vec2<u32>>(vec2<f32>(first, second)) ^ signs);
}

fn normals(block: u32, elementLow: u32, elementHigh: u32, stream: u32) -> vec4<f32> {
  let words = philox(block, elementLow, elementHigh, stream);
  return vec4<f32>(boxMuller(words.x, words.y), boxMuller(words.z, words.w));
}
`;
