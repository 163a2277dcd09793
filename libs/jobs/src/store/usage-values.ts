import type { AttemptUsage } from '../life/job.js';

/** Whole milliseconds of CPU and GPU, in the order of the statements. */
export function usageValues({ cpuMs = 0, gpuMs = 0 }: AttemptUsage): [number, number] {
  return [Math.round(cpuMs), Math.round(gpuMs)];
}
