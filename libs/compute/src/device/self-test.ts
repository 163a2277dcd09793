import { philox4x32 } from '../philox/philox.js';
import { philoxOnGpu } from '../philox/philox-gpu.js';
import type { GpuDevice } from './gpu-device.js';

/** Random numbers of a few counters on the device and here; says what is wrong, or null. Catches fakes and faults. */
export async function selfTest(gpu: GpuDevice): Promise<string | null> {
  const key = [0xa4093822, 0x299f31d0] as const;
  const counters = Uint32Array.of(0, 0, 0, 0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 1, 2, 3, 4);
  const found = await philoxOnGpu(gpu, key, counters);
  const expected = new Uint32Array(counters.length);
  for (let at = 0; at < counters.length; at += 4) {
    const [a, b, c, d] = counters.subarray(at, at + 4) as unknown as [number, number, number, number];
    philox4x32(a, b, c, d, key, expected, at);
  }
  const same = expected.every((word, place) => word === found[place]);
  return same ? null : `the device '${gpu.name}' computes wrong numbers`;
}
