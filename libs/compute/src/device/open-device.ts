import { errors } from '@rowhouse/contract';
import { ThreadPool, type ThreadPoolOptions } from '../threads/thread-pool.js';
import { type Dawn, loadDawn } from './dawn.js';
import type { ComputeDevice, DeviceKind, DeviceReport } from './device.js';
import { GpuDevice } from './gpu-device.js';
import { selfTest } from './self-test.js';

export interface OpenDeviceOptions {
  /** Kinds that may run, the best first. */
  accept?: readonly DeviceKind[];
  threads?: ThreadPoolOptions;
}

/** Where there is hardware it runs; else a driver in software, which is several times faster than JavaScript. */
const anyDevice: readonly DeviceKind[] = ['gpu', 'software', 'cpu'];

/** Opens the first accepted kind that is there and computes correctly; `ComputeDeviceMissing` when none is. */
export async function openDevice({
  accept = anyDevice,
  threads,
}: OpenDeviceOptions = {}): Promise<ComputeDevice> {
  const passedOver: DeviceReport['passedOver'] = [];
  const dawn = accept.some((kind) => kind !== 'cpu') ? await loadDawn() : null;
  for (const kind of accept) {
    const found = kind === 'cpu' ? 'threads' : await openGpu(dawn, kind);
    if (typeof found === 'object' && 'reason' in found) {
      passedOver.push({ kind, reason: found.reason });
      continue;
    }
    const pool = new ThreadPool(threads);
    const gpu = found === 'threads' ? null : found;
    const name = gpu?.name ?? `${pool.size} ${pool.size === 1 ? 'thread' : 'threads'} of the processor`;
    return {
      report: { kind, name, passedOver },
      gpu,
      threads: pool,
      close: async () => {
        gpu?.close();
        await pool.close();
      },
    };
  }
  throw errors.ComputeDeviceMissing({
    wanted: accept.join(' or '),
    reason: passedOver.map(({ kind, reason }) => `${kind}: ${reason}`).join('; '),
  });
}

async function openGpu(
  dawn: Dawn | { missing: string } | null,
  kind: 'gpu' | 'software',
): Promise<GpuDevice | { reason: string }> {
  if (!dawn || 'missing' in dawn) return { reason: dawn?.missing ?? 'WebGPU was not loaded' };
  try {
    const gpu = await GpuDevice.open(dawn, kind === 'software' ? 'software' : 'fastest');
    if (!gpu) return { reason: 'no Vulkan driver was found that WebGPU can use' };
    if (gpu.software !== (kind === 'software')) {
      gpu.close();
      return {
        reason: gpu.software ? `the only adapter is software (${gpu.name})` : `it is hardware (${gpu.name})`,
      };
    }
    const fault = await selfTest(gpu);
    if (fault === null) return gpu;
    gpu.close();
    return { reason: fault };
  } catch (error) {
    return {
      reason: `the device could not be opened: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
