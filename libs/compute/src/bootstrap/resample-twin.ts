import { fillNormals } from '../philox/normals.js';
import { philox4x32 } from '../philox/philox.js';
import type { ResampleInput } from './resample-input.js';
import { momentsPerResample } from './statistic.js';

/** The twin of the kernel on GPUs: the sums of a range of resamples, with sums in doubles. */
export function resampleMoments(input: ResampleInput): (offset: number, count: number) => Float64Array {
  const { key, stream, x, y, correlation, weightDeviation, firstElement } = input;
  const rows = x.length;
  const paired = y.length > 0;
  const words = new Uint32Array(4);
  const normals = new Float64Array(4);
  return (offset, count) => {
    const moments = new Float64Array(count * momentsPerResample);
    for (let place = 0; place < count; place++) {
      const element = firstElement + offset + place;
      let [sw, sx, sxx, sy, syy, sxy] = [0, 0, 0, 0, 0, 0];
      for (let first = 0; first < rows; first += 4) {
        if (weightDeviation === null) philox4x32(first >>> 2, element, 0, stream, key, words);
        else fillNormals(normals, key, stream, element, first >>> 2);
        const end = Math.min(4, rows - first);
        for (let at = 0; at < end; at++) {
          const row = weightDeviation === null ? rowOf(words[at] as number, rows) : first + at;
          const weight = weightDeviation === null ? 1 : 1 + weightDeviation * (normals[at] as number);
          const a = x[row] as number;
          sw += weight;
          sx += weight * a;
          sxx += weight * (a * a - 1);
          if (paired) {
            const b = y[row] as number;
            sy += weight * b;
            syy += weight * (b * b - 1);
            sxy += weight * (a * b - correlation);
          }
        }
      }
      moments.set([sw, sx, sxx, sy, syy, sxy], place * momentsPerResample);
    }
    return moments;
  };
}

/** The upper half of word times rows: which row a random word stands for. Exact, as on every device. */
export function rowOf(word: number, rows: number): number {
  return Math.floor(((word >>> 16) * rows + Math.floor((word & 0xffff) * rows * 2 ** -16)) * 2 ** -16);
}
