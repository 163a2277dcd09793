import { jest } from '@jest/globals';
import { closeAll, openAllDevices } from '../../test/devices.js';
import type { ComputeDevice } from '../device/device.js';
import { fillNormals } from '../philox/normals.js';
import { normalQuantile } from '../statistics/normal-distribution.js';
import { bootstrap } from './bootstrap.js';
import type { BootstrapData } from './plan.js';
import type { Statistic } from './statistic.js';

// A driver in software on a busy machine.
jest.setTimeout(120_000);

/** Correlated normal columns, x with mean 1000 and standard deviation 2, y with -5 and 3. */
function sample(rows: number, rho: number, seed: number): { x: Float64Array; y: Float64Array } {
  const x = new Float64Array(rows);
  const y = new Float64Array(rows);
  const z = new Float64Array(4);
  for (let row = 0; row < rows; row++) {
    fillNormals(z, [seed, 0], 11, row);
    x[row] = 1000 + 2 * (z[0] as number);
    y[row] = -5 + 3 * (rho * (z[0] as number) + Math.sqrt(1 - rho * rho) * (z[1] as number));
  }
  return { x, y };
}

const meanOf = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0) / column.length;
const deviationOf = (column: Float64Array) => {
  const mean = meanOf(column);
  return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (column.length - 1));
};

describe('the bootstrap', () => {
  let devices: ComputeDevice[];
  beforeAll(async () => {
    devices = await openAllDevices();
  });
  afterAll(() => closeAll(devices));

  const rows = 400;
  const rho = 0.6;
  const data = sample(rows, rho, 3);
  const root = Math.sqrt(rows);

  // The standard errors of normal theory: what resampling estimates, up to the scatter of a sample of this size.
  it.each<[Statistic, number, number]>([
    [{ kind: 'mean' }, meanOf(data.x), deviationOf(data.x) / root],
    [{ kind: 'sd' }, deviationOf(data.x), deviationOf(data.x) / Math.sqrt(2 * rows)],
    [{ kind: 'correlation' }, 0.6, (1 - rho * rho) / root],
    [
      { kind: 'difference-of-means' },
      meanOf(data.x) - meanOf(data.y),
      Math.hypot(deviationOf(data.x), deviationOf(data.y)) / root,
    ],
    [{ kind: 'median' }, 1000, (deviationOf(data.x) * Math.sqrt(Math.PI / 2)) / root],
  ])('of %j has the error of normal theory', async (statistic, value, error) => {
    for (const device of devices) {
      const found = await bootstrap(device, statistic, data, { resamples: 2000, seed: 21 });
      // Two samples of x and y have nothing to do with each other: no covariance in the difference.
      expect(Math.abs(found.estimate - value)).toBeLessThan(3 * error);
      expect(Math.abs(found.standardError / error - 1)).toBeLessThan(0.2);
      const half = normalQuantile(0.975) * error;
      expect(Math.abs((found.interval.high - found.interval.low) / (2 * half) - 1)).toBeLessThan(0.25);
      expect(found.interval.low).toBeLessThan(found.estimate);
      expect(found.interval.high).toBeGreaterThan(found.estimate);
      expect(Math.abs(found.bias)).toBeLessThan(0.2 * error);
      expect(found).toMatchObject({ resamples: 2000, degenerate: 0, confidence: 0.95 });
      expect(found.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(2000);
    }
  });

  it('of a mean is exact in its moments: error of the resample mean, over many seeds', async () => {
    const { x } = sample(50, 0, 5);
    // The variance of a resampled mean is the variance divided by n, over n; no sampling of data is involved.
    const exact = (deviationOf(x) * Math.sqrt(49 / 50)) / Math.sqrt(50);
    for (const device of devices) {
      for (let seed = 0; seed < 12; seed++) {
        const found = await bootstrap(device, { kind: 'mean' }, { x }, { resamples: 4000, seed });
        expect(found.method).toBe('rows');
        // Three standard errors of a standard deviation from 4000 values, and of their mean.
        expect(Math.abs(found.standardError / exact - 1)).toBeLessThan(3 / Math.sqrt(2 * 4000));
        expect(Math.abs(found.bias)).toBeLessThan((3 * exact) / Math.sqrt(4000));
      }
    }
  });

  it('agrees between devices', async () => {
    for (const kind of ['mean', 'sd', 'correlation', 'difference-of-means'] as const) {
      const options = { resamples: 300, seed: 4 };
      const [expected, ...others] = await Promise.all(
        devices.map((device) => bootstrap(device, { kind }, data, options)),
      );
      for (const found of others) {
        const close = 1e-4 * (expected?.standardError ?? 0);
        expect(Math.abs(found.estimate - (expected?.estimate ?? 0))).toBeLessThan(close);
        expect(Math.abs(found.standardError - (expected?.standardError ?? 0))).toBeLessThan(close);
        expect(Math.abs(found.interval.low - (expected?.interval.low ?? 0))).toBeLessThan(10 * close);
      }
    }
  });

  it('of a quantile has the distribution of resampling: the binomial law of order statistics', async () => {
    const x = Float64Array.from({ length: 21 }, (_, place) => place);
    const device = devices.at(-1) as ComputeDevice;
    const resamples = 40_000;
    const found = await bootstrap(
      device,
      { kind: 'median' },
      { x },
      { resamples, seed: 2, histogramBins: 21 },
    );
    // The 11th of 21 draws is at most j when at least 11 of them are: each is with probability (j + 1) / 21.
    const atMost = (j: number) => {
      let probability = 0;
      let term = ((20 - j) / 21) ** 21;
      for (let count = 0; count <= 21; count++) {
        if (count >= 11) probability += term;
        term *= ((21 - count) / (count + 1)) * ((j + 1) / (20 - j));
      }
      return probability;
    };
    let below = 0;
    let checked = 0;
    for (const [bin, count] of found.histogram.counts.entries()) {
      below += count;
      const edge = found.histogram.edges[bin + 1] as number;
      const j = Math.ceil(edge - 1e-9) - 1;
      if (j < 0 || j >= 20 || Math.abs(edge - Math.round(edge)) < 1e-6) continue;
      checked += 1;
      const exact = atMost(j);
      const error = Math.sqrt((exact * (1 - exact)) / resamples);
      expect(Math.abs(below / resamples - exact)).toBeLessThan(4 * error + 1e-9);
    }
    expect(checked).toBeGreaterThan(5);
  });

  it('of an interpolated quantile is that of drawn rows', async () => {
    const { x } = sample(40, 0, 9);
    const sorted = x.slice().sort();
    const device = devices.at(-1) as ComputeDevice;
    const found = await bootstrap(
      device,
      { kind: 'quantile', p: 0.3 },
      { x },
      { resamples: 20_000, seed: 2 },
    );
    expect(found.method).toBe('order-statistics');
    expect(found.estimate).toBeCloseTo((sorted[11] as number) * 0.3 + (sorted[12] as number) * 0.7, 10);
    // The same by brute force, with random numbers of another kind.
    let state = 1;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const drawn = Array.from({ length: 20_000 }, () => {
      const one = Float64Array.from({ length: 40 }, () => x[Math.floor(uniform() * 40)] as number).sort();
      return (one[11] as number) * 0.3 + (one[12] as number) * 0.7;
    });
    const drawnError = deviationOf(Float64Array.from(drawn));
    expect(Math.abs(found.standardError / drawnError - 1)).toBeLessThan(0.03);
    expect(Math.abs(found.estimate + found.bias - meanOf(Float64Array.from(drawn)))).toBeLessThan(
      drawnError / 25,
    );
  });

  it('of more rows than can be drawn works on subsets, and gives the errors of normal theory', async () => {
    const large = sample(60_000, rho, 13);
    const errors: Record<string, number> = {
      mean: 2 / Math.sqrt(60_000),
      sd: 2 / Math.sqrt(120_000),
      correlation: 0.64 / Math.sqrt(60_000),
      'difference-of-means': Math.sqrt(13) / Math.sqrt(60_000),
    };
    for (const device of devices) {
      for (const kind of ['mean', 'sd', 'correlation', 'difference-of-means'] as const) {
        const found = await bootstrap(device, { kind }, large, { resamples: 1000, seed: 3, maxDraws: 1e6 });
        expect(found).toMatchObject({ method: 'subsets', subsetRows: 1000, resamples: 1000 });
        expect(Math.abs(found.standardError / (errors[kind] as number) - 1)).toBeLessThan(0.15);
        const middle = (found.interval.low + found.interval.high) / 2;
        expect(Math.abs(middle - found.estimate)).toBeLessThan(found.standardError);
      }
    }
  });

  it.each<[string, Statistic, BootstrapData, object]>([
    ['x', { kind: 'mean' }, { x: Float64Array.of(1) }, {}],
    ['x', { kind: 'mean' }, { x: Float64Array.of(1, Infinity) }, {}],
    ['x', { kind: 'correlation' }, { x: Float64Array.of(1, 1, 1), y: Float64Array.of(1, 2, 3) }, {}],
    ['y', { kind: 'correlation' }, { x: Float64Array.of(1, 2), y: Float64Array.of(1, 2, 3) }, {}],
    ['y', { kind: 'difference-of-means' }, { x: Float64Array.of(1, 2) }, {}],
    ['p', { kind: 'quantile', p: 1 }, { x: Float64Array.of(1, 2) }, {}],
    ['confidence', { kind: 'mean' }, { x: Float64Array.of(1, 2) }, { confidence: 1 }],
    ['resamples', { kind: 'mean' }, { x: Float64Array.of(1, 2) }, { resamples: 1 }],
  ])("names '%s' when it is wrong (%j)", async (field, statistic, columns, options) => {
    const run = bootstrap(devices.at(-1) as ComputeDevice, statistic, columns, {
      resamples: 10,
      seed: 1,
      ...options,
    });
    await expect(run).rejects.toMatchObject({ code: 'InvalidModel', details: { field } });
  });
});
