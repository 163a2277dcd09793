import { performance } from 'node:perf_hooks';
import type { ComputeDevice, DeviceReport } from '../device/device.js';
import { keyOfSeed, streamWord } from '../philox/streams.js';
import { type RunControl, runChunked } from '../run/chunked.js';
import { sortedQuantile } from '../statistics/sorted-quantile.js';
import type { BootstrapData } from './plan.js';
import { runResamples } from './run-resamples.js';
import {
  correlationOf,
  type Moments,
  momentsPerResample,
  type Standardised,
  type Statistic,
  standardise,
  statisticOfMoments,
} from './statistic.js';
import { columnOf, drawSubset, subsetCount, subsetRows } from './subsets.js';

/** The statistic of the data, and of resamples: one list, or one for each subset, with the subset's own statistic. */
export interface Replicates {
  estimate: number;
  lists: { center: number; values: Float64Array }[];
  /** Rows of a subset; null when all rows were resampled. */
  subsetRows: number | null;
  device: DeviceReport;
  deviceSeconds: number;
}

export interface ReplicateRun {
  data: BootstrapData;
  resamples: number;
  seed: number;
  control: RunControl;
}

type MomentStatistic = Extract<Statistic['kind'], 'mean' | 'sd' | 'correlation'>;

/** Resamples all rows, or weights the rows of random subsets, for statistics that follow from sums. */
export async function momentReplicates(
  device: ComputeDevice,
  kind: MomentStatistic | 'difference-of-means',
  run: ReplicateRun,
  onSubsets: boolean,
): Promise<Replicates> {
  if (kind !== 'difference-of-means') return ofColumns(device, kind, run, onSubsets, 0);
  const { x, y = x } = run.data;
  const half = (turn: number) => ({
    ...run.control,
    onProgress: (fraction: number) => run.control.onProgress?.((turn + fraction) / 2),
  });
  // Two samples, drawn independently: with streams of their own.
  const first = await ofColumns(device, 'mean', { ...run, data: { x }, control: half(0) }, onSubsets, 0);
  const second = await ofColumns(device, 'mean', { ...run, data: { x: y }, control: half(1) }, onSubsets, 1);
  return {
    ...first,
    estimate: first.estimate - second.estimate,
    deviceSeconds: first.deviceSeconds + second.deviceSeconds,
    lists: first.lists.map(({ center, values }, place) => {
      const other = second.lists[place] as (typeof second.lists)[number];
      return {
        center: center - other.center,
        values: values.map((value, index) => value - (other.values[index] as number)),
      };
    }),
  };
}

async function ofColumns(
  device: ComputeDevice,
  kind: MomentStatistic,
  { data, resamples, seed, control }: ReplicateRun,
  onSubsets: boolean,
  streamIndex: number,
): Promise<Replicates> {
  const key = keyOfSeed(seed);
  const rows = data.x.length;
  const x = standardise(data.x);
  const y = kind === 'correlation' && data.y ? standardise(data.y) : null;
  const whole = kind === 'correlation' && y ? correlationOf(x.values, y.values) : 0;
  const estimate = statisticOfMoments(kind, [rows, 0, 0, 0, 0, 0], rows, x, whole);
  const input = { key, x: x.values, y: y?.values ?? new Float32Array(), correlation: whole, firstElement: 0 };
  const found: Replicates = {
    estimate,
    lists: [],
    subsetRows: null,
    device: device.report,
    deviceSeconds: 0,
  };
  if (!onSubsets) {
    const stream = streamWord('resample', streamIndex);
    const all = { ...input, stream, weightDeviation: null };
    const { moments, deviceSeconds } = await runResamples(device, all, resamples, control);
    const values = valuesOf(kind, moments, rows, x, whole);
    return { ...found, deviceSeconds, lists: [{ center: estimate, values }] };
  }
  const wanted = subsetRows(rows);
  const perSubset = Math.ceil(resamples / subsetCount);
  for (let subset = 0; subset < subsetCount; subset++) {
    const chosen = drawSubset(rows, wanted, key, streamWord('subsets', 2 * streamIndex), subset);
    const part = {
      ...input,
      x: columnOf(chosen, x.values),
      y: y ? columnOf(chosen, y.values) : input.y,
      stream: streamWord('subsets', 2 * streamIndex + 1),
      weightDeviation: Math.sqrt(wanted / rows),
      firstElement: subset * perSubset,
    };
    const { moments, deviceSeconds } = await runResamples(device, part, perSubset, {
      ...control,
      onProgress: (fraction) => control.onProgress?.((subset + fraction) / subsetCount),
    });
    found.deviceSeconds += deviceSeconds;
    found.lists.push({
      center: statisticOfMoments(kind, ownMoments(part.x, part.y, whole), rows, x, whole),
      values: valuesOf(kind, moments, rows, x, whole),
    });
  }
  return { ...found, subsetRows: wanted };
}

function valuesOf(
  kind: MomentStatistic,
  moments: Float64Array,
  rows: number,
  x: Standardised,
  correlation: number,
): Float64Array {
  return Float64Array.from({ length: moments.length / momentsPerResample }, (_, place) => {
    const at = place * momentsPerResample;
    const own = moments.subarray(at, at + momentsPerResample) as unknown as Moments;
    return statisticOfMoments(kind, own, rows, x, correlation);
  });
}

/** The sums of a subset as it is. */
function ownMoments(x: Float32Array, y: Float32Array, correlation: number): Moments {
  const sums: [number, number, number, number, number, number] = [x.length, 0, 0, 0, 0, 0];
  for (const [row, a] of x.entries()) {
    const b = y[row] ?? 0;
    sums[1] += a;
    sums[2] += a * a - 1;
    sums[3] += b;
    sums[4] += b * b - 1;
    sums[5] += a * b - correlation;
  }
  return sums;
}

/** Draws quantiles of resamples from their distribution; this is too little work for any other device than threads. */
export async function quantileReplicates(
  device: ComputeDevice,
  p: number,
  { data, resamples, seed, control }: ReplicateRun,
): Promise<Replicates> {
  const start = performance.now();
  const sorted = new Float64Array(new SharedArrayBuffer(data.x.length * 8));
  sorted.set(data.x);
  sorted.sort();
  const sortSeconds = (performance.now() - start) / 1000;
  const values = new Float64Array(resamples);
  const input = { key: keyOfSeed(seed), stream: streamWord('orderStatistic'), sorted, p };
  const { lanes, close } = device.threads.open('orderStatistics', input);
  try {
    const deviceSeconds = await runChunked({
      ...control,
      total: resamples,
      firstChunk: 1000,
      maxChunk: resamples,
      lanes,
      onResult: (result: Float64Array, offset) => values.set(result, offset),
    });
    const estimate = sortedQuantile(sorted, p);
    const name = `${device.threads.size} threads of the processor`;
    const passedOver = device.gpu
      ? [{ kind: device.report.kind, reason: 'quantiles are drawn directly, which needs no such device' }]
      : device.report.passedOver;
    return {
      estimate,
      lists: [{ center: estimate, values }],
      subsetRows: null,
      device: device.gpu ? { kind: 'cpu', name, passedOver } : device.report,
      deviceSeconds: deviceSeconds + sortSeconds,
    };
  } finally {
    close();
  }
}
