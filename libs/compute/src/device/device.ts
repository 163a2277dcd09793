import type { ThreadPool } from '../threads/thread-pool.js';
import type { GpuDevice } from './gpu-device.js';

/** `gpu` is hardware, `software` a Vulkan driver on the processor, `cpu` JavaScript on worker threads. */
export type DeviceKind = 'gpu' | 'software' | 'cpu';

/** Which device ran; part of every result. */
export interface DeviceReport {
  kind: DeviceKind;
  /** As its driver calls it. */
  name: string;
  /** Why the kinds before it in the list of accepted ones were not taken. */
  passedOver: { kind: DeviceKind; reason: string }[];
}

/** A device that kernels run on. Close it when done: an open GPU keeps the process alive. */
export interface ComputeDevice {
  readonly report: DeviceReport;
  /** Set for the kinds `gpu` and `software`. */
  readonly gpu: GpuDevice | null;
  /** The threads of the processor, for what has no other device. */
  readonly threads: ThreadPool;
  close(): Promise<void>;
}
