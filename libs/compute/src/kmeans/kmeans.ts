import { errors } from '@rowhouse/contract';
import type { ComputeDevice, DeviceReport } from '../device/device.js';
import { whole } from '../gbm/check-model.js';
import { keyOfSeed, streamWord } from '../philox/streams.js';
import type { RunControl } from '../run/chunked.js';
import { Assigner } from './assigner.js';
import { inColumnUnits, type Points, pointsOf, type Scaling } from './points.js';
import { seedCentroids } from './seeding.js';

export interface KmeansOptions extends RunControl {
  clusters: number;
  /** 0 to 2^53 - 1. */
  seed: number;
  /** Runs from different first centroids, of which the best is taken; 1 when absent. */
  restarts?: number;
  /** Of one run at most; 100 when absent. */
  iterations?: number;
  /** A run ends when no centroid moves further than this, in the unit of the (scaled) columns; 1e-6 when absent. */
  tolerance?: number;
  scaling?: Scaling;
  /** First centroids in place of k-means++, in the units of the columns; then there is one run. */
  start?: readonly (readonly number[])[];
}

export interface KmeansResult {
  device: DeviceReport;
  deviceSeconds: number;
  /** The cluster of each row. */
  labels: Uint32Array;
  /** In the units of the columns. */
  centroids: number[][];
  /** Rows of each cluster. */
  sizes: number[];
  /** Sum of the squared distances to the nearest centroid, of the scaled columns. */
  inertia: number;
  iterations: number;
  /** False when the limit of iterations came first. */
  converged: boolean;
}

export const kmeansLimits = { rows: 2 ** 27, values: 2 ** 30, clusters: 4096, dimensions: 256 } as const;

/** k-means by Lloyd's algorithm (1982): distances in f32 on the device, centroids in doubles. */
export async function kmeans(
  device: ComputeDevice,
  columns: readonly Float64Array[],
  options: KmeansOptions,
): Promise<KmeansResult> {
  check(columns, options);
  const points = pointsOf(columns, options.scaling ?? 'none');
  const restarts = options.start ? 1 : (options.restarts ?? 1);
  const key = keyOfSeed(options.seed);
  const assigner = new Assigner(device, points, signalOf(options));
  let best: Run | null = null;
  try {
    for (let restart = 0; restart < restarts; restart++) {
      const first = options.start
        ? startOf(points, options.start)
        : await seedCentroids(points, options.clusters, key, streamWord('clustering', restart), assigner);
      const found = await lloyd(assigner, points, first, options, (fraction) => {
        options.onProgress?.((restart + fraction) / restarts);
      });
      if (!best || found.inertia < best.inertia) best = found;
    }
  } finally {
    assigner.close();
  }
  const { centroids, ...rest } = best as Run;
  const { dimensions } = points;
  return {
    ...rest,
    device: device.report,
    deviceSeconds: assigner.deviceSeconds,
    centroids: rest.sizes.map((_, c) =>
      inColumnUnits(points, centroids.subarray(c * dimensions, (c + 1) * dimensions)),
    ),
  };
}

/** One signal for a cancel and the time-out of all restarts together. */
function signalOf({ signal, timeoutSeconds }: RunControl): AbortSignal {
  const signals = signal ? [signal] : [];
  if (timeoutSeconds !== undefined) signals.push(AbortSignal.timeout(timeoutSeconds * 1000));
  return AbortSignal.any(signals);
}

interface Run {
  labels: Uint32Array;
  centroids: Float64Array;
  sizes: number[];
  inertia: number;
  iterations: number;
  converged: boolean;
}

async function lloyd(
  assigner: Assigner,
  points: Points,
  start: Float32Array,
  { iterations = 100, tolerance = 1e-6 }: KmeansOptions,
  onProgress: (fraction: number) => void,
): Promise<Run> {
  const { dimensions } = points;
  const k = start.length / dimensions;
  let centroids = Float64Array.from(start);
  for (let iteration = 1; ; iteration++) {
    await assigner.assign(Float32Array.from(centroids));
    const { sums, counts, inertia } = await assigner.sums(k);
    const moved = sums.map((sum, at) => {
      const count = counts[Math.floor(at / dimensions)] as number;
      // A cluster without rows stays where it is.
      return count === 0 ? (centroids[at] as number) : sum / count;
    });
    const step = furthest(centroids, moved, dimensions);
    onProgress(step <= tolerance ? 1 : iteration / iterations);
    if (step <= tolerance || iteration === iterations) {
      const labels = assigner.labels.slice();
      return {
        labels,
        centroids: moved,
        sizes: [...counts],
        inertia,
        iterations: iteration,
        converged: step <= tolerance,
      };
    }
    centroids = moved;
  }
}

/** How far the centroid moved that moved most. */
function furthest(from: Float64Array, to: Float64Array, dimensions: number): number {
  let most = 0;
  for (let first = 0; first < from.length; first += dimensions) {
    let squared = 0;
    for (let at = first; at < first + dimensions; at++) {
      squared += ((to[at] as number) - (from[at] as number)) ** 2;
    }
    most = Math.max(most, squared);
  }
  return Math.sqrt(most);
}

function startOf({ means, scales }: Points, start: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(
    start.flatMap((center) =>
      center.map((value, d) => (value - (means[d] as number)) / (scales[d] as number)),
    ),
  );
}

function check(columns: readonly Float64Array[], options: KmeansOptions): void {
  const invalid = (field: string, reason: string) => errors.InvalidModel({ field, reason });
  whole('columns', columns.length, 1, kmeansLimits.dimensions);
  const rows = columns[0]?.length ?? 0;
  whole('rows', rows, 1, Math.min(kmeansLimits.rows, Math.floor(kmeansLimits.values / columns.length)));
  whole('clusters', options.clusters, 1, Math.min(kmeansLimits.clusters, rows));
  whole('restarts', options.restarts ?? 1, 1, 100);
  whole('iterations', options.iterations ?? 100, 1, 10_000);
  for (const [d, column] of columns.entries()) {
    if (column.length !== rows)
      throw invalid(`columns[${d}]`, `it has ${column.length} rows, the first has ${rows}`);
    const bad = column.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw invalid(`columns[${d}]`, `row ${bad} is ${column[bad]}, not a finite number`);
  }
  const { start } = options;
  if (start && (start.length !== options.clusters || start.some((one) => one.length !== columns.length))) {
    throw invalid('start', `it must hold ${options.clusters} centroids of ${columns.length} numbers`);
  }
}
