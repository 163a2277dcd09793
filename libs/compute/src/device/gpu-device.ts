import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from '@rowhouse/contract';
import type { Dawn } from './dawn.js';
import { PipelineCache } from './pipeline-cache.js';

/** What a kernel may use at most, in bytes unless said otherwise. */
export interface GpuLimits {
  bufferBytes: number;
  /** Of one array that a kernel reads or writes. */
  bindingBytes: number;
  workgroupsPerDispatch: number;
}

const recreatePauseMs = 200;

/** A WebGPU device that is made anew when it is lost. */
export class GpuDevice {
  readonly name: string;
  readonly software: boolean;
  readonly bufferUsage: typeof GPUBufferUsage;
  readonly mapMode: typeof GPUMapMode;
  /** Compiled kernels; drivers take up to a second for one. */
  readonly pipelines = new PipelineCache();
  #dawn: Dawn | null;
  readonly #wantsSoftware: boolean;
  #device: GPUDevice | null = null;
  #lost: GPUDeviceLostInfo | null = null;

  private constructor(dawn: Dawn, adapter: GPUAdapter, wantsSoftware: boolean) {
    this.#dawn = dawn;
    this.#wantsSoftware = wantsSoftware;
    this.bufferUsage = dawn.bufferUsage;
    this.mapMode = dawn.mapMode;
    this.software = adapter.info.isFallbackAdapter;
    this.name = adapter.info.description || adapter.info.device || adapter.info.vendor || 'unnamed';
  }

  /** Opens the fastest adapter, or the one in software; null when there is none. */
  static async open(dawn: Dawn, wanted: 'fastest' | 'software'): Promise<GpuDevice | null> {
    const wantsSoftware = wanted === 'software';
    const adapter = await requestAdapter(dawn, wantsSoftware);
    if (!adapter) return null;
    const device = new GpuDevice(dawn, adapter, wantsSoftware);
    await device.#open(adapter);
    return device;
  }

  /** The device as it is now. */
  get device(): GPUDevice {
    if (!this.#device) throw new Error('The GPU device is closed.');
    return this.#device;
  }

  get limits(): GpuLimits {
    const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupsPerDimension } =
      this.device.limits;
    return {
      bufferBytes: Number(maxBufferSize),
      bindingBytes: Math.min(Number(maxStorageBufferBindingSize), Number(maxBufferSize)),
      workgroupsPerDispatch: maxComputeWorkgroupsPerDimension,
    };
  }

  /** Why the device is gone, after something on it failed; null while it is there. */
  async lossReason(): Promise<string | null> {
    // The news of a loss may come a little after the error that it caused.
    if (!this.#lost && this.#device) await Promise.race([this.#device.lost, sleep(100)]);
    return this.#lost ? this.#lost.message || this.#lost.reason : null;
  }

  /** Gives a device up that does not answer; `recreate` makes a new one. */
  abandon(): void {
    this.#device?.destroy();
  }

  /** Makes a new device in place of a lost one; everything on the old one is gone. Throws when there is no adapter. */
  async recreate(): Promise<void> {
    await sleep(recreatePauseMs);
    const adapter = this.#dawn && (await requestAdapter(this.#dawn, this.#wantsSoftware));
    if (!adapter) {
      throw errors.ComputeDeviceMissing({
        wanted: this.software ? 'software' : 'gpu',
        reason: 'the adapter is gone',
      });
    }
    await this.#open(adapter);
  }

  /** After this the process can end. */
  close(): void {
    this.pipelines.clear();
    this.#device?.destroy();
    this.#device = null;
    this.#dawn = null;
  }

  async #open(adapter: GPUAdapter): Promise<void> {
    const device = await adapter.requestDevice({
      requiredLimits: {
        maxBufferSize: adapter.limits.maxBufferSize,
        maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
        maxComputeWorkgroupsPerDimension: adapter.limits.maxComputeWorkgroupsPerDimension,
      },
    });
    this.#lost = null;
    this.#device = device;
    this.pipelines.clear();
    void device.lost.then((info) => {
      if (this.#device === device) this.#lost = info;
    });
  }
}

async function requestAdapter({ gpu }: Dawn, software: boolean): Promise<GPUAdapter | null> {
  const fastest = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!software || !fastest || fastest.info.isFallbackAdapter) return fastest;
  return gpu.requestAdapter({ forceFallbackAdapter: true });
}
