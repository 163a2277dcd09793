import type { ComputeDevice, DeviceReport } from '../device/device.js';
import { GpuLane } from '../device/gpu-lane.js';
import { type RunControl, runChunked } from '../run/chunked.js';
import { binnedQuantile, type Histogram, histogramOf } from '../statistics/binned-quantile.js';
import type { ControlKind } from './control.js';
import { type Estimate, estimate } from './estimate.js';
import { gbmProgram, maxBlocks } from './gpu-program.js';
import type { GbmModel } from './model.js';
import { blocksOf, prepare, type SamplingOptions } from './prepare.js';
import { type BlockResults, fineBins, type PreparedGbm, sumsPerBlock } from './prepared.js';
import { type SamplePaths, samplePaths } from './sample-paths.js';

export interface SimulateOptions extends SamplingOptions, RunControl {
  /** Probabilities, each in (0, 1). */
  quantiles?: readonly number[];
  /** Bins of the histogram; 64 when absent, 1024 at most. */
  histogramBins?: number;
  /** Paths to return for drawing; none when absent. */
  samplePaths?: number;
  /** Times of these paths at most; 200 when absent. */
  samplePoints?: number;
}

/** All money is discounted to now. */
export interface SimulationResult extends Estimate {
  device: DeviceReport;
  /** Seconds for which the device, or all threads together, were busy. */
  deviceSeconds: number;
  /** Paths simulated: twice the samples with `antithetic`. */
  paths: number;
  samples: number;
  controlKind: ControlKind;
  /** Of the payment of single paths. Between neighbouring values it is not resolved finer than `quantileStep`. */
  quantiles: { probability: number; value: number }[];
  quantileStep: number;
  histogram: Histogram;
  samplePaths: SamplePaths | null;
}

const defaultQuantiles = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/**
 * Monte-Carlo simulation of correlated geometric Brownian motions. The result depends on model, seed and stream only
 * in its leading digits: devices compute in other precisions, but one device gives the same digits every time.
 */
export async function simulate(
  device: ComputeDevice,
  model: GbmModel,
  options: SimulateOptions,
): Promise<SimulationResult> {
  const prepared = prepare(model, options);
  const { deviceSeconds, sums, counts } = await runBlocks(device, prepared, options);
  const found = estimate(prepared, sums);
  const paths = prepared.samples * (prepared.antithetic ? 2 : 1);
  const binned = { low: prepared.low, high: prepared.high, counts, min: found.min, max: found.max };
  return {
    ...found,
    device: device.report,
    deviceSeconds,
    paths,
    samples: prepared.samples,
    controlKind: prepared.control,
    quantiles: (options.quantiles ?? defaultQuantiles).map((probability) => ({
      probability,
      value: binnedQuantile(binned, paths, probability),
    })),
    quantileStep: (prepared.high - prepared.low) / fineBins,
    histogram: histogramOf(binned, Math.min(fineBins, options.histogramBins ?? 64)),
    samplePaths: options.samplePaths
      ? samplePaths(prepared, model.years, options.samplePaths, options.samplePoints ?? 200)
      : null,
  };
}

/** Path-steps of the first range: some milliseconds on the slowest device. */
const firstPathSteps = 2_000_000;

async function runBlocks(device: ComputeDevice, prepared: PreparedGbm, control: RunControl) {
  const blocks = blocksOf(prepared);
  const sums = new Float64Array(blocks * sumsPerBlock);
  const counts = new Float64Array(fineBins + 2);
  const perBlock = (prepared.samples / blocks) * prepared.steps * prepared.assets;
  const run = {
    ...control,
    total: blocks,
    firstChunk: Math.max(1, Math.floor(firstPathSteps / perBlock)),
    onResult: (result: BlockResults, offset: number) => {
      sums.set(result.sums, offset * sumsPerBlock);
      for (let bin = 0; bin < counts.length; bin++) {
        counts[bin] = (counts[bin] as number) + (result.counts[bin] as number);
      }
    },
  };
  if (device.gpu) {
    const lane = new GpuLane(device.gpu, (gpu) => gbmProgram(gpu, prepared, blocks));
    try {
      const deviceSeconds = await runChunked({ ...run, maxChunk: maxBlocks(device.gpu), lanes: [lane] });
      return { deviceSeconds, sums, counts };
    } finally {
      lane.close();
    }
  }
  const { lanes, close } = device.threads.open('simulate', prepared);
  try {
    return { deviceSeconds: await runChunked({ ...run, maxChunk: blocks, lanes }), sums, counts };
  } finally {
    close();
  }
}
