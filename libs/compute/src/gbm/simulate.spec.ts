import { jest } from '@jest/globals';
import { closeAll, openAllDevices } from '../../test/devices.js';
import { oneAsset, threeAssets } from '../../test/models.js';
import type { ComputeDevice } from '../device/device.js';
import {
  continuousBarrierPayment,
  expectedPayment,
  geometricAverageLog,
  shiftedBarrier,
  terminalLog,
} from './closed-form.js';
import type { GbmModel } from './model.js';
import { type SimulateOptions, type SimulationResult, simulate } from './simulate.js';

// A driver in software on a busy machine.
jest.setTimeout(120_000);

const discount = Math.exp(-0.05);
const asset = { spot: 100, drift: 0.05, volatility: 0.25, years: 1 };
const seeds = Array.from({ length: 24 }, (_, place) => 1000 + 17 * place);

describe('simulated prices', () => {
  let devices: ComputeDevice[];
  beforeAll(async () => {
    devices = await openAllDevices();
  });
  afterAll(() => closeAll(devices));

  /** How many standard errors the results of all seeds are off, on each device. */
  async function deviations(model: GbmModel, exact: number, options: Partial<SimulateOptions> = {}) {
    const found: number[][] = [];
    for (const device of devices) {
      const scores: number[] = [];
      for (const seed of seeds) {
        const { mean, standardError } = await simulate(device, model, { paths: 1024, seed, ...options });
        scores.push((mean - exact) / standardError);
      }
      found.push(scores);
    }
    return found;
  }

  /**
   * Within 3 standard errors, but for at most one of 24 (one in 16 runs would have one by chance), and all together
   * neither shifted nor of another spread than a standard normal number.
   */
  function expectStandardNormal(scores: number[]): void {
    expect(scores.filter((score) => Math.abs(score) > 3).length).toBeLessThanOrEqual(1);
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(4);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1);
    expect(Math.abs(mean) * Math.sqrt(scores.length)).toBeLessThan(3);
    // 0.1 % quantiles of a chi-squared distribution with 23 degrees of freedom, over 23.
    expect(variance).toBeGreaterThan(0.327);
    expect(variance).toBeLessThan(2.162);
  }

  it.each(['call', 'put'] as const)('of a European %s are Black and Scholes', async (option) => {
    const strike = 105;
    const sign = option === 'call' ? 1 : -1;
    const exact = discount * expectedPayment({ ...terminalLog(asset), strike, sign });
    for (const scores of await deviations(oneAsset({ kind: 'european', option, strike }, 3), exact)) {
      expectStandardNormal(scores);
    }
  });

  it.each([false, true])(
    'of a geometric Asian option are those of Kemna and Vorst; antithetic: %s',
    async (antithetic) => {
      const model = oneAsset({ kind: 'asian', average: 'geometric', option: 'call', strike: 100 }, 6);
      const exact = discount * expectedPayment({ ...geometricAverageLog(asset, 6), strike: 100, sign: 1 });
      for (const scores of await deviations(model, exact, { antithetic })) expectStandardNormal(scores);
    },
  );

  it('of a forward on three correlated assets are exact, and so is its variance', async () => {
    const model: GbmModel = { ...threeAssets, payoff: { kind: 'terminal' } };
    const { assets, correlation = [] } = model;
    const exact =
      discount * assets.reduce((sum, { spot, weight, drift }) => sum + spot * weight * Math.exp(drift), 0);
    for (const scores of await deviations(model, exact)) expectStandardNormal(scores);
    let variance = 0;
    for (const [i, a] of assets.entries()) {
      for (const [j, b] of assets.entries()) {
        const growth = Math.exp((correlation[i]?.[j] as number) * a.volatility * b.volatility) - 1;
        variance += a.spot * a.weight * b.spot * b.weight * Math.exp(a.drift + b.drift) * growth;
      }
    }
    for (const device of devices) {
      const { standardError, samples } = await simulate(device, model, { paths: 40_000, seed: 6 });
      expect((standardError * Math.sqrt(samples)) / (discount * Math.sqrt(variance))).toBeCloseTo(1, 1);
    }
  });

  it('of a barrier option watched at steps are those of a shifted barrier', async () => {
    const steps = 50;
    const option = { strike: 100, direction: 'down', effect: 'out' } as const;
    const model = oneAsset({ kind: 'barrier', option: 'call', barrier: 90, ...option }, steps);
    const priceAt = (barrier: number) =>
      discount * continuousBarrierPayment(asset, { ...option, sign: 1, barrier });
    const corrected = priceAt(shiftedBarrier(asset, 90, false, steps));
    const options = { paths: 20_000, seed: 4, antithetic: true, controlVariate: true };
    for (const device of devices) {
      const { mean, standardError } = await simulate(device, model, options);
      // Broadie, Glasserman and Kou found errors of about 0.1 % for such options; the uncorrected one is far off.
      expect(Math.abs(mean - corrected)).toBeLessThan(3 * standardError + 0.002 * corrected);
      expect(Math.abs(mean - priceAt(90))).toBeGreaterThan(5 * standardError);
    }
  });

  it('with a control variate are right and much surer', async () => {
    const asian = oneAsset({ kind: 'asian', average: 'arithmetic', option: 'call', strike: 100 }, 6);
    const basket = threeAssets;
    for (const model of [asian, basket]) {
      const reference = await simulate(devices.at(-1) as ComputeDevice, model, {
        paths: 60_000,
        seed: 99,
        controlVariate: true,
      });
      for (const device of devices) {
        const plain = await simulate(device, model, { paths: 8192, seed: 5 });
        const controlled = await simulate(device, model, { paths: 8192, seed: 5, controlVariate: true });
        expect(controlled.standardError).toBeLessThan(plain.standardError / 4);
        expectClose(controlled, reference);
        expectClose(plain, reference);
      }
    }
  });

  function expectClose(found: SimulationResult, reference: SimulationResult): void {
    const error = Math.hypot(found.standardError, reference.standardError);
    expect(Math.abs(found.mean - reference.mean)).toBeLessThan(3 * error);
  }
});
