import type { Points } from './points.js';

/** Rows that are added up together; a range is a number of tiles. */
export const tileRows = 4096;

export interface AssignInput {
  points: Points;
  centroids: Float32Array;
  /** Written: the nearest centroid of each row. */
  labels: Uint32Array;
  /** Written: the squared distance to it, in f32. */
  distances: Float32Array;
}

/** Finds the nearest centroid of every row in a range of tiles; the lower number where two are as near. */
export function assignTiles(input: AssignInput): (offset: number, count: number) => void {
  const { points, centroids, labels, distances } = input;
  const { rows, dimensions, values } = points;
  const k = centroids.length / dimensions;
  return (offset, count) => {
    const end = Math.min(rows, (offset + count) * tileRows);
    for (let row = offset * tileRows; row < end; row++) {
      let best = Infinity;
      let label = 0;
      for (let c = 0, at = 0; c < k; c++) {
        let squared = 0;
        for (let d = 0; d < dimensions; d++, at++) {
          const difference = Math.fround((values[d * rows + row] as number) - (centroids[at] as number));
          squared = Math.fround(squared + Math.fround(difference * difference));
        }
        if (squared < best) {
          best = squared;
          label = c;
        }
      }
      labels[row] = label;
      distances[row] = best;
    }
  };
}
