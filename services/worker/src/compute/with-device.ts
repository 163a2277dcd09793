import { type ComputeDevice, type DeviceKind, openDevice } from '@rowhouse/compute';
import type { JobContext } from '../kinds/job-context.js';

const accepted: Record<'gpu' | 'cpu', readonly DeviceKind[]> = {
  // Where there is no card the job still runs, and its result says on what.
  gpu: ['gpu', 'software', 'cpu'],
  cpu: ['software', 'cpu'],
};

/** Runs kernels on the device that a job asked for; what they held a card for is part of the job's cost. */
export async function withDevice<Result extends { deviceSeconds: number }>(
  accelerator: 'gpu' | 'cpu',
  { limits, log, gpuSeconds }: JobContext,
  work: (device: ComputeDevice) => Promise<Result>,
): Promise<Result> {
  const device = await openDevice({ accept: accepted[accelerator], threads: { threads: limits.threads } });
  try {
    const { kind, name, passedOver } = device.report;
    log(`Device: ${kind}, ${name}`);
    for (const { kind: missed, reason } of passedOver) log(`Not ${missed}: ${reason}`);
    const result = await work(device);
    if (kind === 'gpu') gpuSeconds(result.deviceSeconds);
    return result;
  } finally {
    await device.close();
  }
}
