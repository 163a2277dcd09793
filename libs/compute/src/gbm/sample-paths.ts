import { fillNormals } from '../philox/normals.js';
import type { PreparedGbm } from './prepared.js';

/** Paths to draw: the value of the basket now and after steps. */
export interface SamplePaths {
  /** In years. */
  times: number[];
  values: number[][];
}

/** The first paths of a run, at no more than `points` times, in doubles. */
export function samplePaths(
  prepared: PreparedGbm,
  years: number,
  wanted: number,
  points: number,
): SamplePaths {
  const { assets, steps, key, stream, drift, loadings, levels, samples } = prepared;
  const z = new Float64Array(Math.ceil((assets * steps) / 4) * 4);
  const kept = keptSteps(steps, points);
  const values = Array.from({ length: Math.min(wanted, samples) }, (_, index) => {
    fillNormals(z, key, stream, index);
    const x = new Float64Array(assets);
    const path: number[] = [];
    for (let step = 0; step <= steps; step++) {
      if (step > 0) {
        for (let i = 0, entry = 0; i < assets; i++) {
          let move = drift[i] as number;
          for (let j = 0; j <= i; j++, entry++) {
            move += (loadings[entry] as number) * (z[(step - 1) * assets + j] as number);
          }
          x[i] = (x[i] as number) + move;
        }
      }
      if (kept.has(step)) {
        path.push(levels.reduce((sum, level, i) => sum + level * 2 ** (x[i] as number), 0));
      }
    }
    return path;
  });
  return { times: [...kept].map((step) => (step * years) / steps), values };
}

/** The start, the end, and steps evenly between. */
function keptSteps(steps: number, points: number): Set<number> {
  const intervals = Math.min(steps, Math.max(1, points - 1));
  return new Set(
    Array.from({ length: intervals + 1 }, (_, place) => Math.round((place * steps) / intervals)),
  );
}
