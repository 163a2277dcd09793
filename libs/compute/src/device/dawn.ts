/** The entry to WebGPU in this process, and the constants of its specification. */
export interface Dawn {
  gpu: GPU;
  bufferUsage: typeof GPUBufferUsage;
  mapMode: typeof GPUMapMode;
}

/** The graphics interface of each platform; named, since otherwise one that computes nothing could be taken. */
const backends: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'vulkan',
  darwin: 'metal',
  win32: 'd3d12',
};

/** Loads Dawn, or says why it can't be: the package is native and may be missing. */
export async function loadDawn(): Promise<Dawn | { missing: string }> {
  const backend = backends[process.platform];
  if (!backend) return { missing: `there is no WebGPU for ${process.platform}` };
  try {
    const { create, globals } = await import('webgpu');
    const constants = globals as { GPUBufferUsage: typeof GPUBufferUsage; GPUMapMode: typeof GPUMapMode };
    return {
      gpu: create([`backend=${backend}`]),
      bufferUsage: constants.GPUBufferUsage,
      mapMode: constants.GPUMapMode,
    };
  } catch (error) {
    return { missing: `WebGPU could not be loaded: ${firstLine(error)}` };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}
