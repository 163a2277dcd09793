// What is measured; `run` does work of a relative size and answers how many units that was.
import { bootstrap, kmeans, simulate } from '../dist/index.js';

const asset = { spot: 100, drift: 0.05, volatility: 0.2, weight: 1 };
const base = { assets: [asset], years: 1, steps: 252, discountRate: 0.05 };
const european = { ...base, payoff: { kind: 'european', option: 'call', strike: 100 } };
const asian = { ...base, payoff: { kind: 'asian', average: 'arithmetic', option: 'call', strike: 100 } };
const basket = {
  ...base,
  assets: [asset, asset, asset, asset],
  correlation: [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : 0.5))),
  payoff: { kind: 'european', option: 'call', strike: 400 },
};
const mostPaths = 2 ** 31;

function simulation(model, options = {}) {
  return async (device, size) => {
    const paths = Math.min(mostPaths, 4096 * size);
    const { paths: done } = await simulate(device, model, { paths, seed: 1, ...options });
    return done * model.steps;
  };
}

const rows = 1_000_000;
const column = Float64Array.from({ length: rows }, (_, row) => Math.sin(row) * 10);
const clusters = 16;
const columns = Array.from({ length: 8 }, (_, d) =>
  column.map((value, row) => value + Math.cos(row * (d + 2))),
);

/** `instructions` per unit is counted from the kernel's text; docs/compute.md has the count. */
export const measurements = [
  {
    name: 'European, 252 steps, random numbers included',
    unit: 'path-steps',
    run: simulation(european),
    instructions: 85,
  },
  {
    name: 'Asian, antithetic, control variate',
    unit: 'path-steps',
    run: simulation(asian, { antithetic: true, controlVariate: true }),
  },
  {
    name: 'four assets, random numbers made',
    unit: 'numbers',
    run: async (device, size) => 4 * (await simulation(basket)(device, size)),
  },
  {
    name: 'bootstrap of a mean, a million rows',
    unit: 'rows drawn',
    run: async (device, size) => {
      const resamples = Math.max(2, size);
      await bootstrap(device, { kind: 'mean' }, { x: column }, { resamples, seed: 1, maxDraws: Infinity });
      return resamples * rows;
    },
  },
  {
    name: 'k-means, a million rows × 8, 16 clusters',
    unit: 'distances',
    run: async (device, size) => {
      const start = Array.from({ length: clusters }, (_, c) => columns.map((values) => values[c * 1000]));
      const { iterations } = await kmeans(device, columns, {
        clusters,
        seed: 1,
        start,
        iterations: size,
        tolerance: 0,
      });
      return iterations * rows * clusters;
    },
  },
];
