import { tileRows } from './assign-twin.js';
import type { Points } from './points.js';

export interface UpdateInput {
  points: Points;
  k: number;
  labels: Uint32Array;
  distances: Float32Array;
}

/** Sums in doubles over a range of tiles. */
export interface ClusterSums {
  /** Of the coordinates, cluster after cluster. */
  sums: Float64Array;
  counts: Float64Array;
  /** Sum of the squared distances. */
  inertia: number;
}

/** Adds up the rows of each cluster: always on threads, since devices have no doubles. */
export function clusterSums(input: UpdateInput): (offset: number, count: number) => ClusterSums {
  const { points, k, labels, distances } = input;
  const { rows, dimensions, values } = points;
  return (offset, count) => {
    const first = offset * tileRows;
    const end = Math.min(rows, first + count * tileRows);
    const sums = new Float64Array(k * dimensions);
    const counts = new Float64Array(k);
    let inertia = 0;
    for (let row = first; row < end; row++) {
      const label = labels[row] as number;
      counts[label] = (counts[label] as number) + 1;
      inertia += distances[row] as number;
    }
    for (let d = 0; d < dimensions; d++) {
      for (let row = first; row < end; row++) {
        const at = (labels[row] as number) * dimensions + d;
        sums[at] = (sums[at] as number) + (values[d * rows + row] as number);
      }
    }
    return { sums, counts, inertia };
  };
}
