import { performance } from 'node:perf_hooks';
import { type ComputeDevice, type DeviceKind, openDevice } from '@rowhouse/compute';
import type { JobContext } from '../kinds/job-context.js';

const accepted: Record<'gpu' | 'cpu', readonly DeviceKind[]> = {
  // Where there is no card the job still runs, and its result says on what.
  gpu: ['gpu', 'software', 'cpu'],
  cpu: ['software', 'cpu'],
};

/** Runs kernels on the device that a job asked for; for how long it held a card is part of the job's cost. */
export async function withDevice<Result>(
  accelerator: 'gpu' | 'cpu',
  { limits, log, gpuSeconds }: Pick<JobContext, 'limits' | 'log' | 'gpuSeconds'>,
  work: (device: ComputeDevice) => Promise<Result>,
): Promise<Result> {
  const device = await openDevice({ accept: accepted[accelerator], threads: { threads: limits.threads } });
  const { kind, name, passedOver } = device.report;
  const stopMeter = kind === 'gpu' ? meter(gpuSeconds) : () => undefined;
  try {
    log(`Device: ${kind}, ${name}`);
    for (const { kind: missed, reason } of passedOver) log(`Not ${missed}: ${reason}`);
    return await work(device);
  } finally {
    stopMeter();
    await device.close();
  }
}

/** Tells every second how much time has passed: what a job that is killed held is paid for too. */
export function meter(tell: (seconds: number) => void, everyMs = 1000): () => void {
  let told = performance.now();
  const tellNow = () => {
    const now = performance.now();
    tell((now - told) / 1000);
    told = now;
  };
  const timer = setInterval(tellNow, everyMs);
  return () => {
    clearInterval(timer);
    tellNow();
  };
}
