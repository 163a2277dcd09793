import { errors } from '@rowhouse/contract';
import type { Lane } from '../run/chunked.js';
import type { GpuDevice } from './gpu-device.js';

/** A kernel with its tables on the device, ready to run over any range of its units. */
export interface GpuProgram<Result> {
  run(offset: number, count: number): Promise<Result>;
  /** Frees what it holds on the device. */
  close(): void;
}

export interface GpuLaneOptions {
  /** How often in one run a lost device is replaced. */
  maxRecoveries?: number;
  /** After this long without an answer a device counts as lost. */
  dispatchTimeoutMs?: number;
}

/**
 * Runs ranges on a GPU. When the device is lost, a new one is made, the program is prepared again and the range that
 * was lost is run again: ranges that have ended keep their results.
 */
export class GpuLane<Result> implements Lane<Result> {
  #program: GpuProgram<Result> | null = null;
  #losses = 0;
  readonly #maxRecoveries: number;
  readonly #dispatchTimeoutMs: number;

  constructor(
    private readonly gpu: GpuDevice,
    private readonly prepare: (gpu: GpuDevice) => Promise<GpuProgram<Result>>,
    { maxRecoveries = 3, dispatchTimeoutMs = 60_000 }: GpuLaneOptions = {},
  ) {
    this.#maxRecoveries = maxRecoveries;
    this.#dispatchTimeoutMs = dispatchTimeoutMs;
  }

  async run(offset: number, count: number): Promise<Result> {
    for (;;) {
      try {
        this.#program ??= await this.prepare(this.gpu);
        return await this.#answered(this.#program.run(offset, count));
      } catch (error) {
        const reason = await this.gpu.lossReason();
        if (reason === null) throw error;
        await this.#recover(reason);
      }
    }
  }

  close(): void {
    this.#program?.close();
    this.#program = null;
  }

  async #recover(reason: string): Promise<void> {
    this.#losses += 1;
    // What the program held is gone with the device.
    this.#program = null;
    if (this.#losses > this.#maxRecoveries) {
      throw errors.ComputeDeviceLost({ device: this.gpu.name, tries: this.#losses, reason });
    }
    await this.gpu.recreate();
  }

  async #answered(result: Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.gpu.abandon();
        reject(new Error(`no answer within ${this.#dispatchTimeoutMs} ms`));
      }, this.#dispatchTimeoutMs);
    });
    try {
      return await Promise.race([result, silence]);
    } finally {
      clearTimeout(timer);
      // After a silence nobody listens to it any more.
      result.catch(() => undefined);
    }
  }
}
