import type { GpuDevice } from '../device/gpu-device.js';
import type { GpuProgram } from '../device/gpu-lane.js';
import { bind, compile, createBuffer, dispatch, write } from '../device/gpu-work.js';
import { roundKeys } from '../philox/philox.js';
import { cycleOf, shapeOf } from './kernel-shape.js';
import { gbmWgsl } from './kernel-wgsl.js';
import { type BlockResults, fineBins, type PreparedGbm, sumsPerBlock } from './prepared.js';

/** Bytes of the kernel's struct `Sums`, of which seven numbers are used. */
const sumsBytes = 32;
const firstAt = 80;

/** Blocks that one dispatch can hold. */
export function maxBlocks(gpu: GpuDevice): number {
  return Math.min(gpu.limits.workgroupsPerDispatch, 65_535);
}

/** Puts a model on the device. */
export async function gbmProgram(
  gpu: GpuDevice,
  prepared: PreparedGbm,
  blocks: number,
): Promise<GpuProgram<BlockResults>> {
  const pipeline = await compile(gpu, gbmWgsl(shapeOf(prepared)));
  const most = Math.min(blocks, maxBlocks(gpu));
  const run = createBuffer(gpu, 'uniform', packRun(prepared));
  const sums = createBuffer(gpu, 'output', most * sumsBytes);
  const counts = createBuffer(gpu, 'working', (fineBins + 2) * 4);
  const bindings = bind(gpu, pipeline, [run, sums, counts]);
  return {
    run: async (offset, count) => {
      write(gpu, run, Uint32Array.of(offset), firstAt);
      const [sumBytes, countBytes] = await dispatch(
        gpu,
        [{ pipeline, bindings, workgroups: count, clear: [counts] }],
        [
          { buffer: sums, bytes: count * sumsBytes },
          { buffer: counts, bytes: (fineBins + 2) * 4 },
        ],
      );
      return {
        sums: unpackSums(new Float32Array(sumBytes as ArrayBuffer), count),
        counts: Float64Array.from(new Uint32Array(countBytes as ArrayBuffer)),
      };
    },
    close: () => {
      for (const buffer of [run, sums, counts]) buffer.destroy();
    },
  };
}

/** The kernel's struct `Run`. */
export function packRun(prepared: PreparedGbm): Uint8Array {
  const { assets, steps, payoff, levels, low, high } = prepared;
  const bytes = new ArrayBuffer(firstAt + 64 + 3 * 64 + 34 * 16);
  const words = new Uint32Array(bytes);
  const floats = new Float32Array(bytes);
  words.set(roundKeys(prepared.key));
  words.set([0, prepared.samples, prepared.rounds, prepared.stream], 20);
  words[24] = Math.ceil(steps / cycleOf(assets).steps);
  const total = levels.reduce((sum, level) => sum + level, 0);
  floats.set([1 / steps, fineBins / (high - low), total], 25);
  const strike = payoff.kind === 'terminal' ? 0 : payoff.strike;
  floats.set([strike, barrierOf(prepared), prepared.shift, prepared.discount], 28);
  floats.set([low, high, prepared.controlMean, 3e38], 32);
  floats.set(prepared.drift, 36);
  floats.set(levels, 52);
  floats.set(prepared.shares, 68);
  floats.set(prepared.loadings, 84);
  return new Uint8Array(bytes);
}

/** One asset is compared by the binary logarithm of its growth, a basket by its value. */
function barrierOf({ assets, payoff, levels }: PreparedGbm): number {
  if (payoff.kind !== 'barrier') return 0;
  return assets === 1 ? Math.log2(payoff.barrier / (levels[0] as number)) : payoff.barrier;
}

function unpackSums(packed: Float32Array, count: number): Float64Array {
  const sums = new Float64Array(count * sumsPerBlock);
  for (let block = 0; block < count; block++) {
    sums.set(packed.subarray(block * 8, block * 8 + sumsPerBlock), block * sumsPerBlock);
  }
  return sums;
}
