import { type PhiloxKey, philox4x32 } from '../philox/philox.js';
import type { Assigner } from './assigner.js';
import type { Points } from './points.js';

/**
 * First centroids by k-means++ (Arthur and Vassilvitskii, 2007): a random row, then one row after the other, each with
 * a probability proportional to its squared distance to the nearest of those before.
 */
export async function seedCentroids(
  points: Points,
  k: number,
  key: PhiloxKey,
  stream: number,
  assigner: Assigner,
): Promise<Float32Array> {
  const { rows, dimensions, values } = points;
  const words = new Uint32Array(4);
  const uniform = (place: number) => {
    philox4x32(0, place, 0, stream, key, words);
    return ((words[0] as number) + 0.5) * 2 ** -32;
  };
  const centroids = new Float32Array(k * dimensions);
  const take = (place: number, row: number) => {
    for (let d = 0; d < dimensions; d++) {
      centroids[place * dimensions + d] = values[d * rows + row] as number;
    }
  };
  take(0, Math.floor(uniform(0) * rows));
  const nearest = new Float32Array(rows).fill(Infinity);
  for (let place = 1; place < k; place++) {
    // Only the newest centroid can have become the nearest.
    await assigner.assign(centroids.slice((place - 1) * dimensions, place * dimensions));
    let total = 0;
    for (let row = 0; row < rows; row++) {
      nearest[row] = Math.min(nearest[row] as number, assigner.distances[row] as number);
      total += nearest[row] as number;
    }
    take(place, rowAt(nearest, uniform(place) * total));
  }
  return centroids;
}

/** The row in which the running sum passes `wanted`; of rows that are all centroids already, the last. */
function rowAt(weights: Float32Array, wanted: number): number {
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    sum += weights[row] as number;
    if (sum > wanted) return row;
  }
  return weights.length - 1;
}
