import { jest } from '@jest/globals';
import { closeAll, openAllDevices } from '../../test/devices.js';
import type { ComputeDevice } from '../device/device.js';
import { philox4x32 } from './philox.js';
import { philoxOnGpu } from './philox-gpu.js';

// A driver in software on a busy machine.
jest.setTimeout(120_000);

/** Counter, key and answer: the lines 'philox4x32' of tests/kat_vectors of Random123 1.14. */
const knownAnswers: Record<string, string[]> = {
  '7': [
    '00000000 00000000 00000000 00000000 00000000 00000000 5f6fb709 0d893f64 4f121f81 4f730a48',
    'ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 5207ddc2 45165e59 4d8ee751 8c52f662',
    '243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 4dfccaba 190a87f0 c47362ba b6b5242a',
  ],
  '10': [
    '00000000 00000000 00000000 00000000 00000000 00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8',
    'ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 408f276d 41c83b0e a20bc7c6 6d5451fd',
    '243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 d16cfe09 94fdcceb 5001e420 24126ea1',
  ],
};

const wordsOf = (line: string) => line.split(' ').map((word) => Number.parseInt(word, 16));

describe('Philox4x32', () => {
  let devices: ComputeDevice[];
  beforeAll(async () => {
    devices = await openAllDevices();
  });
  afterAll(() => closeAll(devices));

  it.each(Object.entries(knownAnswers))('with %s rounds gives the published numbers', (rounds, lines) => {
    for (const line of lines) {
      const [c0, c1, c2, c3, k0, k1, ...answer] = wordsOf(line) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const out = new Uint32Array(4);
      philox4x32(c0, c1, c2, c3, [k0, k1], out, 0, Number(rounds));
      expect([...out]).toEqual(answer);
    }
  });

  it('gives the published numbers on every device', async () => {
    for (const { gpu } of devices) {
      if (!gpu) continue;
      for (const line of knownAnswers['10'] as string[]) {
        const [c0, c1, c2, c3, k0, k1, ...answer] = wordsOf(line) as [
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        expect([...(await philoxOnGpu(gpu, [k0, k1], Uint32Array.of(c0, c1, c2, c3)))]).toEqual(answer);
      }
    }
    expect(devices.map(({ report }) => report.kind)).toContain('cpu');
  });

  it('gives the same stream on every device, over the whole range of counters', async () => {
    const counters = Uint32Array.from({ length: 40_000 }, (_, place) => Math.imul(place, 0x9e3779b1));
    const here = new Uint32Array(counters.length);
    for (let at = 0; at < counters.length; at += 4) {
      const [a, b, c, d] = counters.subarray(at, at + 4) as unknown as [number, number, number, number];
      philox4x32(a, b, c, d, [77, 0xdeadbeef], here, at);
    }
    expect(new Set(here).size).toBeGreaterThan(39_990);
    for (const { gpu } of devices)
      if (gpu) expect(await philoxOnGpu(gpu, [77, 0xdeadbeef], counters)).toEqual(here);
  });
});
