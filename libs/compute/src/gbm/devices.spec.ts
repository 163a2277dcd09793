import { jest } from '@jest/globals';
import { closeAll, openAllDevices } from '../../test/devices.js';
import { oneAsset, threeAssets } from '../../test/models.js';
import type { ComputeDevice } from '../device/device.js';
import { fillNormals } from '../philox/normals.js';
import { keyOfSeed, streamWord } from '../philox/streams.js';
import type { GbmModel } from './model.js';
import { type SimulateOptions, simulate } from './simulate.js';

// A driver in software on a busy machine.
jest.setTimeout(120_000);

const up = { kind: 'barrier', option: 'call', strike: 100, barrier: 125, direction: 'up' } as const;
const models: [string, GbmModel][] = [
  ['a whole number of cycles', oneAsset({ kind: 'european', option: 'call', strike: 100 }, 8)],
  ['steps left over', oneAsset({ kind: 'asian', average: 'arithmetic', option: 'put', strike: 100 }, 7)],
  ['one step', oneAsset({ kind: 'european', option: 'put', strike: 90 }, 1)],
  ['a geometric average', oneAsset({ kind: 'asian', average: 'geometric', option: 'call', strike: 90 }, 3)],
  ['a barrier that ends it', oneAsset({ ...up, effect: 'out' }, 9)],
  ['a barrier that starts it', oneAsset({ ...up, effect: 'in' }, 10)],
  ['three assets', threeAssets],
  [
    'an average of three assets',
    { ...threeAssets, payoff: { kind: 'asian', average: 'geometric', option: 'call', strike: 190 } },
  ],
  ['five assets', manyAssets(5, 3)],
  ['sixteen assets', manyAssets(16, 2)],
];

function manyAssets(count: number, steps: number): GbmModel {
  const places = Array.from({ length: count }, (_, place) => place);
  return {
    assets: places.map((place) => ({
      spot: 10 + place,
      drift: 0.01 * place,
      volatility: 0.1 + 0.02 * place,
      weight: 1,
    })),
    correlation: places.map((i) => places.map((j) => 0.7 ** Math.abs(i - j))),
    years: 2,
    steps,
    discountRate: 0.02,
    payoff: {
      kind: 'barrier',
      option: 'put',
      strike: 15 * count,
      barrier: 11 * count,
      direction: 'down',
      effect: 'in',
    },
  };
}

describe('devices', () => {
  let devices: ComputeDevice[];
  beforeAll(async () => {
    devices = await openAllDevices();
  });
  afterAll(() => closeAll(devices));

  const cpu = () => devices.find(({ report }) => report.kind === 'cpu') as ComputeDevice;

  // The stated tolerance: f32 against doubles. A path that ends next to a strike or touches a barrier by a hair may
  // fall to the other side, one in a hundred thousand or so.
  it.each(models)('agree on %s', async (_name, model) => {
    const options: SimulateOptions = {
      paths: 10_001,
      seed: 2 ** 40 + 7,
      stream: 3,
      antithetic: true,
      controlVariate: true,
    };
    const expected = await simulate(cpu(), model, options);
    for (const device of devices) {
      const found = await simulate(device, model, options);
      expect(found.device.kind).toBe(device.report.kind);
      const close = Math.max(2e-5 * expected.max, 0.02 * expected.standardError);
      expect(Math.abs(found.mean - expected.mean)).toBeLessThan(close);
      expect(found.standardError / expected.standardError).toBeCloseTo(1, 2);
      expect(found.max / expected.max).toBeCloseTo(1, 4);
      const moved = found.histogram.counts.reduce(
        (sum, count, bin) => sum + Math.abs(count - (expected.histogram.counts[bin] as number)),
        0,
      );
      expect(moved).toBeLessThanOrEqual(20);
    }
  });

  it('give the same digits for the same seed, others for another seed or stream', async () => {
    const model = oneAsset({ kind: 'european', option: 'call', strike: 100 }, 5);
    for (const device of devices) {
      const run = async (seed: number, stream: number) =>
        (await simulate(device, model, { paths: 30_000, seed, stream })).mean;
      const first = await run(1, 0);
      expect(await run(1, 0)).toBe(first);
      expect(await run(2, 0)).not.toBe(first);
      expect(await run(1, 1)).not.toBe(first);
    }
  });

  it('count every path once, in bins, quantiles and extremes', async () => {
    const model = oneAsset({ kind: 'terminal' }, 1, 0.2);
    const z = new Float64Array(4);
    const exact = Float64Array.from({ length: 9000 }, (_, path) => {
      fillNormals(z, keyOfSeed(12), streamWord('simulate'), path);
      return 100 * Math.exp(-0.02 + 0.2 * (z[0] as number));
    }).sort();
    for (const device of devices) {
      const found = await simulate(device, model, {
        paths: 9000,
        seed: 12,
        quantiles: [0.001, 0.3, 0.999],
        histogramBins: 10,
      });
      expect(found.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(9000);
      expect(found.histogram.edges).toHaveLength(found.histogram.counts.length + 1);
      expect(found.min / (exact[0] as number)).toBeCloseTo(1, 5);
      expect(found.max / (exact.at(-1) as number)).toBeCloseTo(1, 5);
      for (const { probability, value } of found.quantiles) {
        const [below, above] = [Math.floor(9000 * probability) - 2, Math.ceil(9000 * probability) + 2];
        expect(value).toBeGreaterThan((exact[Math.max(0, below)] as number) - found.quantileStep);
        expect(value).toBeLessThan((exact[Math.min(8999, above)] as number) + found.quantileStep);
      }
    }
  });

  it('return the first paths for drawing', async () => {
    const model = oneAsset({ kind: 'terminal' }, 40);
    const { samplePaths, histogram } = await simulate(cpu(), model, {
      paths: 20,
      seed: 1,
      samplePaths: 20,
      samplePoints: 9,
    });
    expect(samplePaths?.times).toEqual([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]);
    expect(samplePaths?.values).toHaveLength(20);
    for (const path of samplePaths?.values ?? []) expect(path[0]).toBeCloseTo(100, 10);
    const discount = Math.exp(-0.05);
    const ends = samplePaths?.values.map((path) => (path.at(-1) as number) * discount) ?? [];
    expect(Math.min(...ends)).toBeGreaterThan(histogram.edges[0] as number);
    expect(Math.max(...ends)).toBeLessThan(histogram.edges.at(-1) as number);
  });

  it.each<[string, GbmModel | (() => GbmModel), Partial<SimulateOptions>]>([
    ['assets', { ...threeAssets, assets: [] }, {}],
    [
      'assets[1].volatility',
      {
        ...threeAssets,
        assets: threeAssets.assets.map((asset, i) => (i === 1 ? { ...asset, volatility: -1 } : asset)),
      },
      {},
    ],
    ['correlation', { ...threeAssets, correlation: [[1]] }, {}],
    [
      'correlation',
      {
        ...threeAssets,
        correlation: [
          [1, 0.9, -0.9],
          [0.9, 1, 0.9],
          [-0.9, 0.9, 1],
        ],
      },
      {},
    ],
    [
      'correlation',
      {
        ...threeAssets,
        correlation: [
          [1, 0.5, 0],
          [0.4, 1, 0],
          [0, 0, 1],
        ],
      },
      {},
    ],
    ['steps', { ...threeAssets, steps: 0 }, {}],
    ['years', { ...threeAssets, years: Number.NaN }, {}],
    ['payoff.barrier', oneAsset({ ...up, barrier: 0, effect: 'in' }, 3), {}],
    ['paths', threeAssets, { paths: 1 }],
    ['seed', threeAssets, { seed: 0.5 }],
    ['stream', threeAssets, { stream: 2 ** 24 }],
  ])("name '%s' when it is wrong", async (field, model, options) => {
    const run = simulate(cpu(), model as GbmModel, { paths: 100, seed: 1, ...options });
    await expect(run).rejects.toMatchObject({ code: 'InvalidModel', status: 422, details: { field } });
  });

  it('take perfectly correlated assets', async () => {
    const model: GbmModel = {
      ...threeAssets,
      correlation: [
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ],
    };
    for (const device of devices)
      expect((await simulate(device, model, { paths: 100, seed: 1 })).mean).toBeGreaterThan(0);
  });
});
