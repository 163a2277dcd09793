import type { GpuDevice } from '../device/gpu-device.js';
import { bind, compile, createBuffer, dispatch } from '../device/gpu-work.js';
import { type PhiloxKey, roundKeys } from './philox.js';
import { philoxWgsl } from './philox-wgsl.js';

const code = /* wgsl */ `
struct Run { keys: array<vec4<u32>, 5> }
@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> counters: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> words: array<vec4<u32>>;
${philoxWgsl}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < arrayLength(&counters)) {
    let counter = counters[id.x];
    words[id.x] = philox(counter.x, counter.y, counter.z, counter.w);
  }
}
`;

/** The random words of many counters, four words each; at most 64 times the device's workgroups at once. */
export async function philoxOnGpu(
  gpu: GpuDevice,
  key: PhiloxKey,
  counters: Uint32Array,
): Promise<Uint32Array> {
  const pipeline = await compile(gpu, code);
  const buffers = [
    createBuffer(gpu, 'uniform', roundKeys(key)),
    createBuffer(gpu, 'input', counters),
    createBuffer(gpu, 'output', counters.byteLength),
  ] as const;
  try {
    const work = {
      pipeline,
      bindings: bind(gpu, pipeline, buffers),
      workgroups: Math.ceil(counters.length / 256),
    };
    const [words] = await dispatch(gpu, [work], [{ buffer: buffers[2], bytes: counters.byteLength }]);
    return new Uint32Array(words as ArrayBuffer);
  } finally {
    for (const buffer of buffers) buffer.destroy();
  }
}
