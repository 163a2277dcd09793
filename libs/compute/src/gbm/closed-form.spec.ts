import { continuousBarrierPayment, expectedPayment, terminalLog } from './closed-form.js';

const asset = { spot: 100, drift: 0.05, volatility: 0.25, years: 1 };

describe('closed forms', () => {
  it('are those of the literature', () => {
    // Hull, "Options, futures, and other derivatives", example of Black, Scholes and Merton: 4.76 and 0.81.
    const hull = terminalLog({ spot: 42, drift: 0.1, volatility: 0.2, years: 0.5 });
    const factor = Math.exp(-0.05);
    expect(factor * expectedPayment({ ...hull, strike: 40, sign: 1 })).toBeCloseTo(4.76, 2);
    expect(factor * expectedPayment({ ...hull, strike: 40, sign: -1 })).toBeCloseTo(0.81, 2);
  });

  it('of barriers fit together: in and out are the plain option, a far barrier does nothing', () => {
    for (const direction of ['up', 'down'] as const) {
      for (const sign of [1, -1] as const) {
        const barrier = direction === 'up' ? 130 : 80;
        const base = { strike: 105, barrier, sign, direction };
        const vanilla = expectedPayment({ ...terminalLog(asset), strike: 105, sign });
        const out = continuousBarrierPayment(asset, { ...base, effect: 'out' });
        expect(out + continuousBarrierPayment(asset, { ...base, effect: 'in' })).toBeCloseTo(vanilla, 10);
        expect(out).toBeGreaterThan(0);
        expect(out).toBeLessThan(vanilla);
        const far = { ...base, barrier: direction === 'up' ? 1e5 : 1e-3, effect: 'out' as const };
        expect(continuousBarrierPayment(asset, far)).toBeCloseTo(vanilla, 9);
      }
    }
  });
});
