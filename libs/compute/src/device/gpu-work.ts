import { errors } from '@rowhouse/contract';
import type { GpuDevice } from './gpu-device.js';

/** Compiles a kernel whose entry point is `main`; a fault in its text is a defect of ours and thrown as it is. */
export function compile(gpu: GpuDevice, code: string): Promise<GPUComputePipeline> {
  return gpu.pipelines.get(code, () => {
    const module = gpu.device.createShaderModule({ code });
    return gpu.device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  });
}

export type BufferRole = 'uniform' | 'input' | 'output' | 'working';

/** Makes a buffer, filled with `data` where that is given. Refuses what the device can't hold, with its limit. */
export function createBuffer(
  gpu: GpuDevice,
  role: BufferRole,
  content: ArrayBufferView | number,
  what = 'A table',
): GPUBuffer {
  const usage = gpu.bufferUsage;
  const bytes = typeof content === 'number' ? content : content.byteLength;
  const limit = gpu.limits.bindingBytes;
  if (bytes > limit) {
    throw errors.ComputeLimitExceeded({
      what: `${what} needs on the device '${gpu.name}'`,
      limit,
      actual: bytes,
      unit: 'bytes',
      next: 'Use fewer rows, or a device with more memory.',
    });
  }
  const buffer = gpu.device.createBuffer({
    size: Math.max(16, Math.ceil(bytes / 4) * 4),
    usage:
      role === 'uniform'
        ? usage.UNIFORM | usage.COPY_DST
        : usage.STORAGE | usage.COPY_SRC | (role === 'output' ? 0 : usage.COPY_DST),
    mappedAtCreation: typeof content !== 'number',
  });
  if (typeof content !== 'number') {
    const { buffer: source, byteOffset, byteLength } = content;
    new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(source, byteOffset, byteLength));
    buffer.unmap();
  }
  return buffer;
}

/** Copies numbers of the host, not of shared memory, into a buffer before what is dispatched next. */
export function write(gpu: GpuDevice, buffer: GPUBuffer, data: ArrayBufferView, atByte = 0): void {
  gpu.device.queue.writeBuffer(buffer, atByte, data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

export interface Dispatch {
  pipeline: GPUComputePipeline;
  bindings: GPUBindGroup;
  workgroups: number;
  /** Set to zero before. */
  clear?: GPUBuffer[];
}

/** Part of a buffer; all of it without a range. */
export interface Readback {
  buffer: GPUBuffer;
  offset?: number;
  bytes: number;
}

/** Binds buffers to `@binding(0)`, `@binding(1)`, … of group 0. */
export function bind(
  gpu: GpuDevice,
  pipeline: GPUComputePipeline,
  buffers: readonly GPUBuffer[],
): GPUBindGroup {
  return gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
}

/**
 * Runs kernels one after the other and copies what they wrote to the host; resolves when all is there. What the device
 * refuses (memory, a defect of ours) rejects.
 */
export async function dispatch(
  gpu: GpuDevice,
  kernels: readonly Dispatch[],
  reads: readonly Readback[],
): Promise<ArrayBuffer[]> {
  const { device } = gpu;
  for (const filter of ['validation', 'out-of-memory'] as const) device.pushErrorScope(filter);
  const encoder = device.createCommandEncoder();
  for (const { pipeline, bindings, workgroups, clear } of kernels) {
    for (const buffer of clear ?? []) encoder.clearBuffer(buffer);
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
  }
  const copies = reads.map(({ buffer, offset = 0, bytes }) => {
    const copy = device.createBuffer({
      size: bytes,
      usage: gpu.bufferUsage.COPY_DST | gpu.bufferUsage.MAP_READ,
    });
    encoder.copyBufferToBuffer(buffer, offset, copy, 0, bytes);
    return copy;
  });
  device.queue.submit([encoder.finish()]);
  const [memory, validation] = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  try {
    const problem = memory ?? validation;
    if (problem) throw new Error(`the device refused the work: ${problem.message}`);
    return await Promise.all(
      copies.map(async (copy) => {
        await copy.mapAsync(gpu.mapMode.READ);
        return copy.getMappedRange().slice(0);
      }),
    );
  } finally {
    for (const copy of copies) copy.destroy();
  }
}
