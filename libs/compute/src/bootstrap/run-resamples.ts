import type { ComputeDevice } from '../device/device.js';
import { GpuLane } from '../device/gpu-lane.js';
import { type RunControl, runChunked } from '../run/chunked.js';
import { maxResamples, resampleProgram } from './resample-gpu.js';
import type { ResampleInput } from './resample-input.js';
import { momentsPerResample } from './statistic.js';

/** Row draws of the first range: some milliseconds on the slowest device. */
const firstDraws = 1_000_000;

/** The sums of all resamples, and for how many seconds the device was busy. */
export async function runResamples(
  device: ComputeDevice,
  input: ResampleInput,
  resamples: number,
  control: RunControl,
): Promise<{ moments: Float64Array; deviceSeconds: number }> {
  const moments = new Float64Array(resamples * momentsPerResample);
  const run = {
    ...control,
    total: resamples,
    firstChunk: Math.max(1, Math.floor(firstDraws / input.x.length)),
    onResult: (result: Float64Array, offset: number) => moments.set(result, offset * momentsPerResample),
  };
  if (device.gpu) {
    const lane = new GpuLane(device.gpu, (gpu) => resampleProgram(gpu, input));
    try {
      const deviceSeconds = await runChunked({ ...run, maxChunk: maxResamples(device.gpu), lanes: [lane] });
      return { moments, deviceSeconds };
    } finally {
      lane.close();
    }
  }
  const { lanes, close } = device.threads.open('resample', input);
  try {
    return { moments, deviceSeconds: await runChunked({ ...run, maxChunk: resamples, lanes }) };
  } finally {
    close();
  }
}
