import { errors } from '@rowhouse/contract';
import type { ComputeDevice, DeviceReport } from '../device/device.js';
import type { RunControl } from '../run/chunked.js';
import type { Histogram } from '../statistics/binned-quantile.js';
import { sortedQuantile } from '../statistics/sorted-quantile.js';
import { type BootstrapData, type BootstrapMethod, type BootstrapOptions, planBootstrap } from './plan.js';
import { momentReplicates, quantileReplicates, type Replicates } from './replicates.js';
import type { Statistic } from './statistic.js';

export interface BootstrapResult {
  device: DeviceReport;
  deviceSeconds: number;
  /** Of the data themselves. */
  estimate: number;
  /** Standard deviation of the statistic over the resamples. */
  standardError: number;
  /** Mean over the resamples less the estimate. */
  bias: number;
  confidence: number;
  /** The percentile interval (Efron, 1979): the middle of what the resamples gave. */
  interval: { low: number; high: number };
  method: BootstrapMethod;
  /** Rows of each subset with the method `subsets`, else null. */
  subsetRows: number | null;
  resamples: number;
  /** Resamples in which the statistic has no value, such as the correlation of equal rows; they are left out. */
  degenerate: number;
  /** Of the statistic over the resamples. */
  histogram: Histogram;
}

/** A confidence interval of a statistic by resampling the rows. The columns are not changed. */
export async function bootstrap(
  device: ComputeDevice,
  statistic: Statistic,
  data: BootstrapData,
  options: BootstrapOptions & RunControl,
): Promise<BootstrapResult> {
  const method = planBootstrap(statistic, data, options, device.report.kind);
  const run = { data, resamples: options.resamples, seed: options.seed, control: options };
  const found =
    statistic.kind === 'median' || statistic.kind === 'quantile'
      ? await quantileReplicates(device, statistic.kind === 'median' ? 0.5 : statistic.p, run)
      : await momentReplicates(device, statistic.kind, run, method === 'subsets');
  const confidence = options.confidence ?? 0.95;
  const { estimate, device: report, deviceSeconds, subsetRows } = found;
  return {
    device: report,
    deviceSeconds,
    estimate,
    confidence,
    method,
    subsetRows,
    ...summarise(found, confidence, options.histogramBins ?? 64),
  };
}

/** Of each list about its own center, then the mean over the lists: with one list, plainly that list. */
function summarise({ estimate, lists }: Replicates, confidence: number, bins: number) {
  const spreads = lists.map(({ center, values }) => {
    const offsets = values.filter((value) => Number.isFinite(value)).map((value) => value - center);
    if (offsets.length < 2) {
      throw errors.InvalidModel({
        field: 'x',
        reason: 'the statistic has no value in the resamples; a column may hold one value only',
      });
    }
    const mean = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
    const squares = offsets.reduce((sum, offset) => sum + (offset - mean) ** 2, 0);
    offsets.sort();
    return {
      offsets,
      mean,
      deviation: Math.sqrt(squares / (offsets.length - 1)),
      low: sortedQuantile(offsets, (1 - confidence) / 2),
      high: sortedQuantile(offsets, (1 + confidence) / 2),
      lost: values.length - offsets.length,
    };
  });
  const meanOf = (of: (spread: (typeof spreads)[number]) => number) =>
    spreads.reduce((sum, spread) => sum + of(spread), 0) / spreads.length;
  return {
    standardError: meanOf(({ deviation }) => deviation),
    bias: meanOf(({ mean }) => mean),
    interval: { low: estimate + meanOf(({ low }) => low), high: estimate + meanOf(({ high }) => high) },
    resamples: lists.reduce((sum, { values }) => sum + values.length, 0),
    degenerate: spreads.reduce((sum, { lost }) => sum + lost, 0),
    histogram: histogramOfOffsets(
      estimate,
      spreads.map(({ offsets }) => offsets),
      bins,
    ),
  };
}

function histogramOfOffsets(estimate: number, lists: readonly Float64Array[], bins: number): Histogram {
  const low = Math.min(...lists.map((list) => list[0] as number));
  const high = Math.max(...lists.map((list) => list.at(-1) as number));
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const list of lists) {
    for (const offset of list) {
      const bin = Math.min(bins - 1, Math.floor((offset - low) / width));
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  return { edges: Array.from({ length: bins + 1 }, (_, edge) => estimate + low + edge * width), counts };
}
