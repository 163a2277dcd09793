import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { closeAll, openAllDevices, sourceThreads } from '../../test/devices.js';
import { oneAsset } from '../../test/models.js';
import type { ComputeDevice } from '../device/device.js';
import { GpuLane } from '../device/gpu-lane.js';
import { openDevice } from '../device/open-device.js';
import { simulate } from '../gbm/simulate.js';
import { nextChunk } from './chunk-size.js';
import { type Lane, runChunked } from './chunked.js';

// A driver in software on a busy machine.
jest.setTimeout(120_000);

/** Far more than any test waits for. */
const endless = { paths: 2 ** 24, seed: 1 };
const model = oneAsset({ kind: 'terminal' }, 1000);

describe('ranges', () => {
  it('grow and shrink towards 150 ms', () => {
    const limits = { targetMs: 150, maxChunk: 1000 };
    expect(nextChunk({ count: 10, ms: 300, ...limits })).toBe(5);
    expect(nextChunk({ count: 10, ms: 1, ...limits })).toBe(40);
    expect(nextChunk({ count: 900, ms: 1, ...limits })).toBe(1000);
    expect(nextChunk({ count: 1, ms: 9999, ...limits })).toBe(1);
  });

  it('cover every unit once, on all lanes', async () => {
    const seen = new Uint8Array(1000);
    const busy = new Set<number>();
    const lane = (place: number): Lane<number> => ({
      run: async () => {
        busy.add(place);
        await sleep(1);
        return place;
      },
    });
    const fractions: number[] = [];
    await runChunked({
      total: 1000,
      firstChunk: 3,
      maxChunk: 64,
      lanes: [lane(0), lane(1), lane(2)],
      onResult: (_, offset, count) => {
        for (let unit = offset; unit < offset + count; unit++) seen[unit] = (seen[unit] as number) + 1;
      },
      onProgress: (fraction) => fractions.push(fraction),
    });
    expect(seen.every((times) => times === 1)).toBe(true);
    expect(busy.size).toBe(3);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  });

  it('end on all lanes when one fails, with its error', async () => {
    let runs = 0;
    const good: Lane<void> = {
      run: async () => {
        runs += 1;
        await sleep(1);
      },
    };
    const bad: Lane<void> = { run: () => Promise.reject(new Error('broken')) };
    const run = runChunked({
      total: 1e9,
      firstChunk: 1,
      maxChunk: 1,
      lanes: [good, bad],
      onResult: () => undefined,
    });
    await expect(run).rejects.toThrow('broken');
    const after = runs;
    await sleep(20);
    expect(runs).toBe(after);
  });
});

describe('a run', () => {
  let devices: ComputeDevice[];
  beforeAll(async () => {
    devices = await openAllDevices();
  });
  afterAll(() => closeAll(devices));

  it('stops when it is cancelled, with progress until then', async () => {
    for (const device of devices) {
      const cancel = new AbortController();
      const fractions: number[] = [];
      const run = simulate(device, model, {
        ...endless,
        signal: cancel.signal,
        onProgress: (fraction) => {
          fractions.push(fraction);
          if (fractions.length === 3) cancel.abort(new Error('not wanted any more'));
        },
      });
      await expect(run).rejects.toThrow('not wanted any more');
      expect(fractions.length).toBeGreaterThanOrEqual(3);
      expect(fractions.at(-1)).toBeLessThan(0.5);
      // The device is as good as new.
      expect((await simulate(device, model, { paths: 64, seed: 1 })).paths).toBe(64);
    }
  });

  it('stops when its time is up', async () => {
    for (const device of devices) {
      const run = simulate(device, model, { ...endless, timeoutSeconds: 0.2 });
      await expect(run).rejects.toMatchObject({ name: 'TimeoutError' });
    }
  });

  it('goes on from the last range when the device is lost, and gives the same result', async () => {
    const small = oneAsset({ kind: 'terminal' }, 100);
    const options = { paths: 200_000, seed: 8 };
    for (const device of devices) {
      const { gpu } = device;
      if (!gpu) continue;
      const expected = await simulate(device, small, options);
      const lost = gpu.device;
      let ranges = 0;
      const found = await simulate(device, small, {
        ...options,
        onProgress: () => {
          ranges += 1;
          if (ranges === 1) gpu.device.destroy();
        },
      });
      expect(ranges).toBeGreaterThan(1);
      expect(gpu.device).not.toBe(lost);
      expect(found.mean).toBe(expected.mean);
      expect(found.histogram).toEqual(expected.histogram);
    }
  });

  it('gives up on a device that is lost again and again, or never answers', async () => {
    for (const { gpu } of devices) {
      if (!gpu) continue;
      const alwaysLost = new GpuLane(
        gpu,
        async () => ({
          run: async () => {
            gpu.device.destroy();
            throw new Error('lost');
          },
          close: () => undefined,
        }),
        { maxRecoveries: 2 },
      );
      await expect(alwaysLost.run(0, 1)).rejects.toMatchObject({
        code: 'ComputeDeviceLost',
        details: { actual: 3 },
      });
      await gpu.recreate();
      const silent = new GpuLane(
        gpu,
        async () => ({ run: () => new Promise<never>(() => undefined), close: () => undefined }),
        { maxRecoveries: 1, dispatchTimeoutMs: 20 },
      );
      await expect(silent.run(0, 1)).rejects.toMatchObject({ code: 'ComputeDeviceLost' });
      await gpu.recreate();
    }
  });

  it('of a thread that dies fails, and the next one gets another thread', async () => {
    const device = await openDevice({ accept: ['cpu'], threads: sourceThreads });
    try {
      const broken = device.threads.open('simulate', null as never);
      await expect(broken.lanes[0]?.run(0, 1)).rejects.toThrow();
      broken.close();
      expect((await simulate(device, model, { paths: 64, seed: 1 })).paths).toBe(64);
    } finally {
      await device.close();
    }
  });

  it('on a kind of device that is not there says why', async () => {
    const kinds = devices.map(({ report }) => report.kind);
    if (!kinds.includes('gpu')) {
      await expect(openDevice({ accept: ['gpu'] })).rejects.toMatchObject({ code: 'ComputeDeviceMissing' });
      const device = await openDevice({ accept: ['gpu', 'cpu'], threads: sourceThreads });
      expect(device.report.passedOver[0]).toMatchObject({ kind: 'gpu', reason: expect.stringMatching(/./) });
      await device.close();
    } else {
      const device = await openDevice({ threads: sourceThreads });
      expect(device.report).toMatchObject({ kind: 'gpu', passedOver: [] });
      await device.close();
    }
  });
});
