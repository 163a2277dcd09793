import type { ComputeDevice, DeviceKind } from '../src/device/device.js';
import { openDevice } from '../src/device/open-device.js';

/** Threads that run the sources as they are. */
export const sourceThreads = {
  threads: 2,
  program: {
    url: new URL('../src/threads/thread-main.ts', import.meta.url),
    execArgv: ['--import', new URL('./typescript-hooks.mjs', import.meta.url).href],
  },
};

/** Opens every device of this machine, and says which those are: a run without a GPU must not look like one with. */
export async function openAllDevices(): Promise<ComputeDevice[]> {
  const devices: ComputeDevice[] = [];
  const lines: string[] = [];
  for (const kind of ['gpu', 'software', 'cpu'] as const satisfies DeviceKind[]) {
    try {
      const device = await openDevice({ accept: [kind], threads: sourceThreads });
      devices.push(device);
      lines.push(`${kind}: ${device.report.name}`);
    } catch (error) {
      lines.push(`${kind}: not tested. ${(error as Error).message}`);
    }
  }
  process.stderr.write(`Devices of this test run:\n  ${lines.join('\n  ')}\n`);
  return devices;
}

export async function closeAll(devices: readonly ComputeDevice[]): Promise<void> {
  await Promise.all(devices.map((device) => device.close()));
}
