import { fillNormals } from '../philox/normals.js';
import { type PhiloxKey, philox4x32 } from '../philox/philox.js';

/** The sorted column lies in shared memory. */
export interface OrderStatisticsInput {
  key: PhiloxKey;
  stream: number;
  sorted: Float64Array;
  /** Of the quantile. */
  p: number;
}

/**
 * Quantiles of resamples without drawing their rows. A resample of n rows is ⌈n U⌉ of n uniform numbers U, and sorting
 * commutes with that: its k-th smallest value is the column's ⌈n U(k)⌉-th, where U(k), the k-th smallest of n uniform
 * numbers, has a Beta(k, n - k + 1) distribution, and the next one follows from it by the memorylessness of uniform
 * spacings (Efron, 1979, for the binomial form of the same law; David and Nagaraja, "Order statistics", 2003). The
 * distribution is that of resampling, the cost of a resample does not depend on n.
 */
export function resampledQuantiles({
  key,
  stream,
  sorted,
  p,
}: OrderStatisticsInput): (offset: number, count: number) => Float64Array {
  const rows = sorted.length;
  const place = (rows - 1) * p;
  const k = Math.floor(place) + 1;
  const between = place - (k - 1);
  const at = (u: number) => sorted[Math.min(rows, Math.max(1, Math.ceil(rows * u))) - 1] as number;
  return (offset, count) => {
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      const random = new Draws(key, stream, offset + index);
      const below = random.gamma(k);
      const above = random.gamma(rows - k + 1);
      const u = below / (below + above);
      let value = at(u);
      if (between > 0 && k < rows) {
        const next = 1 - (1 - u) * random.uniform() ** (1 / (rows - k));
        value += between * (at(next) - value);
      }
      values[index] = value;
    }
    return values;
  };
}

/** Random numbers of one element, as many as are asked for. */
class Draws {
  #block = 0;
  readonly #key: PhiloxKey;
  readonly #stream: number;
  readonly #element: number;
  readonly #normals = new Float64Array(4);
  readonly #words = new Uint32Array(4);

  constructor(key: PhiloxKey, stream: number, element: number) {
    this.#key = key;
    this.#stream = stream;
    this.#element = element;
  }

  /** In (0, 1), with 53 random bits. */
  uniform(): number {
    philox4x32(this.#block++, this.#element, 0, this.#stream, this.#key, this.#words);
    const [first, second] = this.#words as unknown as [number, number];
    return ((first >>> 5) * 2 ** 26 + (second >>> 6) + 0.5) * 2 ** -53;
  }

  /** Gamma(shape, 1) for a shape of at least 1, by the rejection of Marsaglia and Tsang (2000). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      fillNormals(this.#normals, this.#key, this.#stream, this.#element, this.#block++);
      for (const z of this.#normals) {
        const v = (1 + c * z) ** 3;
        if (v > 0 && Math.log(this.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
      }
    }
  }
}
