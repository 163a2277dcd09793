import { type PhiloxKey, philox4x32 } from '../philox/philox.js';
import { rowOf } from './resample-twin.js';

/** Subsets of the bag of little bootstraps. */
export const subsetCount = 20;

/** Rows of a subset: n to the power of 0.6, as Kleiner, Talwalkar, Sarkar and Jordan (2014) recommend. */
export function subsetRows(rows: number): number {
  return Math.min(rows, Math.max(1000, Math.ceil(rows ** 0.6)));
}

/** Different rows, drawn at random; the same for the same key, stream and subset. */
export function drawSubset(
  rows: number,
  wanted: number,
  key: PhiloxKey,
  stream: number,
  subset: number,
): Uint32Array {
  const taken = new Uint8Array(rows);
  const chosen = new Uint32Array(wanted);
  const words = new Uint32Array(4);
  let count = 0;
  for (let block = 0; count < wanted; block++) {
    philox4x32(block, subset, 0, stream, key, words);
    for (const word of words) {
      const row = rowOf(word, rows);
      if (count === wanted || taken[row]) continue;
      taken[row] = 1;
      chosen[count++] = row;
    }
  }
  return chosen;
}

/** The rows of a column that a subset holds, in shared memory. */
export function columnOf(subset: Uint32Array, column: Float32Array): Float32Array {
  const values = new Float32Array(new SharedArrayBuffer(subset.length * 4));
  for (let place = 0; place < subset.length; place++)
    values[place] = column[subset[place] as number] as number;
  return values;
}
