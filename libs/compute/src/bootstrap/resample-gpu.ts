import type { GpuDevice } from '../device/gpu-device.js';
import type { GpuProgram } from '../device/gpu-lane.js';
import { bind, compile, createBuffer, dispatch, write } from '../device/gpu-work.js';
import { roundKeys } from '../philox/philox.js';
import type { ResampleInput } from './resample-input.js';
import { resampleWgsl } from './resample-wgsl.js';
import { momentsPerResample } from './statistic.js';

const sumsBytes = 32;
const firstAt = 80;

/** Resamples that one dispatch can hold. */
export function maxResamples(gpu: GpuDevice): number {
  return Math.min(gpu.limits.workgroupsPerDispatch, 16_384);
}

/** Puts the rows on the device. Refuses more than one array of it can hold. */
export async function resampleProgram(
  gpu: GpuDevice,
  input: ResampleInput,
): Promise<GpuProgram<Float64Array>> {
  const paired = input.y.length > 0;
  const pipeline = await compile(gpu, resampleWgsl(paired, input.weightDeviation !== null));
  const run = createBuffer(gpu, 'uniform', packRun(input));
  const table = createBuffer(gpu, 'input', paired ? interleaved(input) : input.x, 'A column');
  const sums = createBuffer(gpu, 'output', maxResamples(gpu) * sumsBytes);
  const bindings = bind(gpu, pipeline, [run, table, sums]);
  return {
    run: async (offset, count) => {
      write(gpu, run, Uint32Array.of(offset), firstAt);
      const [bytes] = await dispatch(
        gpu,
        [{ pipeline, bindings, workgroups: count }],
        [{ buffer: sums, bytes: count * sumsBytes }],
      );
      return unpack(new Float32Array(bytes as ArrayBuffer), count);
    },
    close: () => {
      for (const buffer of [run, table, sums]) buffer.destroy();
    },
  };
}

function packRun({ key, stream, x, correlation, weightDeviation, firstElement }: ResampleInput): Uint8Array {
  const bytes = new ArrayBuffer(firstAt + 32);
  new Uint32Array(bytes).set(roundKeys(key));
  new Uint32Array(bytes).set([0, x.length, stream, firstElement], 20);
  new Float32Array(bytes).set([correlation, weightDeviation ?? 0], 24);
  return new Uint8Array(bytes);
}

function interleaved({ x, y }: ResampleInput): Float32Array {
  const table = new Float32Array(2 * x.length);
  for (let row = 0; row < x.length; row++) {
    table[2 * row] = x[row] as number;
    table[2 * row + 1] = y[row] as number;
  }
  return table;
}

function unpack(packed: Float32Array, count: number): Float64Array {
  const moments = new Float64Array(count * momentsPerResample);
  for (let place = 0; place < count; place++) {
    moments.set(packed.subarray(place * 8, place * 8 + 3), place * momentsPerResample);
    moments.set(packed.subarray(place * 8 + 4, place * 8 + 7), place * momentsPerResample + 3);
  }
  return moments;
}
