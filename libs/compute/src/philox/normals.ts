import { type PhiloxKey, philox4x32 } from './philox.js';

const words = new Uint32Array(4);
const scale = 2 ** -32;
const half = 2 ** -33;
const angle = 2 * Math.PI * scale;

/**
 * The uniform number of a word, in (0, 1], rounded as a GPU rounds it: the logarithm of the same number is taken on
 * every device.
 */
export function uniformOf(word: number): number {
  return Math.fround(Math.fround(word) * scale + half);
}

/**
 * Fills `out` with standard normal numbers of one element of a stream, four of each block, by the transform of Box and
 * Muller (1958): words 0 and 1 give numbers 0 and 1, words 2 and 3 give 2 and 3. Its length must be a multiple of four.
 */
export function fillNormals(
  out: Float64Array,
  key: PhiloxKey,
  stream: number,
  element: number,
  firstBlock = 0,
): void {
  const low = element >>> 0;
  const high = Math.floor(element / 2 ** 32);
  for (let at = 0, block = firstBlock; at < out.length; at += 4, block++) {
    philox4x32(block, low, high, stream, key, words);
    for (let pair = 0; pair < 4; pair += 2) {
      const radius = Math.sqrt(-2 * Math.log(uniformOf(words[pair] as number)));
      const turn = (words[pair + 1] as number) * angle;
      out[at + pair] = radius * Math.cos(turn);
      out[at + pair + 1] = radius * Math.sin(turn);
    }
  }
}
