import { poolOfJob } from '@rowhouse/contract';
import { datasetsOf, jobParams } from './job-params.js';

const model = {
  assets: [{ spot: 100, volatility: 0.2 }],
  years: 1,
  steps: 12,
  paths: 1000,
  payoff: { kind: 'european', option: 'call', strike: 100 },
};
const calibration = {
  dataset: 'me/stocks',
  date: 'date',
  symbol: 'symbol',
  price: 'price',
  periodsPerYear: 12,
};

describe('the parameters of numeric jobs', () => {
  it.each<[string, unknown, RegExp]>([
    ['params', undefined, /it/],
    ['params.assets', { ...model, assets: [] }, /must hold an asset/],
    ['params.assets[0].spot', { ...model, assets: [{ volatility: 0.2 }] }, /needed without a 'calibration'/],
    ['params.assets[0].volatility', { ...model, assets: [{ spot: 1, volatility: -1 }] }, /at least 0/],
    ['params.assets[0].name', { ...model, calibration }, /needed to find its prices/],
    [
      'params.calibration.dataset',
      { ...model, calibration: { ...calibration, dataset: 'stocks' } },
      /namespace\/name/,
    ],
    [
      'params.calibration.price',
      { ...model, calibration: { ...calibration, price: undefined } },
      /together with 'symbol'/,
    ],
    ['params.years', { ...model, years: 0 }, /above 0 \(years\)/],
    ['params.steps', { ...model, steps: 1.5 }, /whole number from 1 to 100000/],
    [
      'params.paths',
      { ...model, steps: 100_000, paths: 2 ** 31, assets: Array(16).fill(model.assets[0]) },
      /the limit is 1e15/,
    ],
    ['params.payoff.kind', { ...model, payoff: { kind: 'lookback' } }, /'terminal', 'european'/],
    [
      'params.payoff.strike',
      { ...model, payoff: { kind: 'european', option: 'put', strike: '9' } },
      /above 0 \(price\)/,
    ],
    [
      'params.payoff.barrier',
      { ...model, payoff: { ...model.payoff, kind: 'barrier', direction: 'up', effect: 'in' } },
      /price/,
    ],
    ['params.assets', { ...model, payoff: { ...model.payoff, kind: 'basket' } }, /two for a basket/],
    ['params.quantiles[1]', { ...model, quantiles: [0.5, 1] }, /below 1/],
    ['params.seed', { ...model, seed: -1 }, /at least 0/],
    ['params.accelerator', { ...model, accelerator: 'tpu' }, /'gpu' or 'cpu'/],
  ])('name %s when it is wrong', (field, params, message) => {
    expect(() => jobParams('simulate', params)).toThrow(message);
    try {
      jobParams('simulate', params);
    } catch (error) {
      expect(error).toMatchObject({ code: 'InvalidModel', status: 422, details: { field } });
    }
  });

  it.each<['bootstrap' | 'kmeans', string, object]>([
    ['bootstrap', 'params.otherColumn', { statistic: 'correlation', column: 'a' }],
    ['bootstrap', 'params.otherColumn', { statistic: 'mean', column: 'a', otherColumn: 'b' }],
    ['bootstrap', 'params.p', { statistic: 'quantile', column: 'a' }],
    ['bootstrap', 'params.statistic', { statistic: 'mode', column: 'a' }],
    ['kmeans', 'params.columns', { columns: ['a', 'a'], clusters: 2 }],
    ['kmeans', 'params.clusters', { columns: ['a'], clusters: 0 }],
  ])('of a %s name %s', (kind, field, params) => {
    expect(() => jobParams(kind, { dataset: 'me/cars', ...params })).toThrow(`'${field}'`);
  });

  it('are filled with defaults, and decide the pool', () => {
    const params = jobParams('simulate', model);
    expect(params).toMatchObject({ seed: 0, accelerator: 'cpu', measure: 'risk-neutral', samplePaths: 20 });
    expect(poolOfJob('simulate', params)).toBe('cpu');
    expect(poolOfJob('simulate', { ...params, accelerator: 'gpu' })).toBe('gpu');
    expect(datasetsOf(jobParams('simulate', { ...model, assets: [{ name: 'IBM' }], calibration }))).toEqual([
      'me/stocks',
    ]);
    expect(datasetsOf(jobParams('kmeans', { dataset: 'me/cars', columns: ['a'], clusters: 2 }))).toEqual([
      'me/cars',
    ]);
  });
});
