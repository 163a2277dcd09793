import {
  bootstrapResult,
  kmeansResult,
  queryResult,
  type SimulateResultAnswer,
  scenariosResult,
  simulateResult,
  userJobDetail,
} from '@rowhouse/contract';
import { waitFor } from '@rowhouse/testing';
import type { Answer } from './house/client.js';
import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

const calibration = {
  dataset: 'me/stocks',
  date: 'date',
  symbol: 'symbol',
  price: 'price',
  periodsPerYear: 12,
};

describe('numeric jobs', () => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres' });
    await rowhouse.client.publish('me/stocks', { 'train.csv': await vega('stocks.csv') });
    await rowhouse.client.publish('me/cars', { 'train.json': await vega('cars.json') });
  }, 120_000);
  afterAll(() => rowhouse?.stop(), 60_000);

  const submit = (kind: string, params: object) =>
    rowhouse.client.request('/api/jobs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind, params }),
    });
  const ended = (id: string): Promise<Answer['json']> =>
    waitFor(
      async () => {
        const { json } = await rowhouse.client.get(`/api/jobs/${id}`);
        return ['succeeded', 'failed', 'cancelled'].includes(json?.state) ? json : null;
      },
      { what: `the job ${id} to end`, deadlineMs: 120_000, intervalMs: 50 },
    );
  const result = async (kind: string, params: object) => {
    const { status, json } = await submit(kind, params);
    expect([status, json.error ?? null]).toEqual([202, null]);
    const job = userJobDetail.parse(await ended(json.id));
    expect([job.state, job.error]).toEqual(['succeeded', null]);
    return (await rowhouse.client.get(`/api/jobs/${job.id}/result`)).json;
  };
  const answerOf = async (sql: string) => {
    const { rows } = queryResult.parse(await result('query', { sql }));
    return rows.map(({ row }) => row) as Record<string, number>[];
  };

  it('simulate an option on real prices, calibrated as SQL says, and again the same', async () => {
    const params = {
      assets: [{ name: 'IBM' }],
      calibration,
      years: 0.5,
      steps: 26,
      paths: 20_000,
      discountRate: 0.03,
      payoff: { kind: 'asian', average: 'arithmetic', option: 'call', strike: 125 },
      antithetic: true,
      controlVariate: true,
      seed: 20_26,
    };
    const first = simulateResult.parse(await result('simulate', params));
    // The dates are texts such as 'Jan 1 2000'.
    const [reference] = await answerOf(
      `SELECT stddev_samp(r) * sqrt(12) AS volatility, last(price ORDER BY t) AS spot, count(r) AS returns
       FROM (SELECT t, price, ln(price / lag(price) OVER (ORDER BY t)) AS r
         FROM (SELECT price, strptime(date::VARCHAR, '%b %d %Y') AS t FROM "me/stocks" WHERE symbol = 'IBM'))`,
    );
    const [ibm] = first.model.assets;
    expect(ibm?.volatility).toBeCloseTo(reference?.volatility as number, 10);
    expect(ibm?.spot).toBe(reference?.spot);
    expect(first.model.returns).toBe(reference?.returns);
    expect(ibm?.drift).toBe(0.03);
    expect(first.price).toBeGreaterThan(0);
    expect(first.standardError / first.price).toBeLessThan(0.01);
    expect(first.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(20_000);
    expect(first.samplePaths?.values).toHaveLength(20);
    expect(['gpu', 'software', 'cpu']).toContain(first.device.kind);
    const again: SimulateResultAnswer = simulateResult.parse(await result('simulate', params));
    expect(again).toEqual(first);
    expect(simulateResult.parse(await result('simulate', { ...params, seed: 1 })).price).not.toBe(
      first.price,
    );
  }, 240_000);

  it('simulate a basket with the correlation of its series, as they grew', async () => {
    const found = simulateResult.parse(
      await result('simulate', {
        assets: [{ name: 'IBM' }, { name: 'AAPL', weight: 0.5 }],
        calibration,
        measure: 'real-world',
        years: 1,
        steps: 4,
        paths: 4000,
        payoff: { kind: 'terminal' },
      }),
    );
    const [reference] = await answerOf(
      `SELECT corr(a, b) AS correlation FROM (
         SELECT ln(ibm / lag(ibm) OVER (ORDER BY t)) AS a, ln(aapl / lag(aapl) OVER (ORDER BY t)) AS b
         FROM (SELECT strptime(date::VARCHAR, '%b %d %Y') AS t, max(price) FILTER (symbol = 'IBM') AS ibm,
           max(price) FILTER (symbol = 'AAPL') AS aapl FROM "me/stocks" GROUP BY t))`,
    );
    expect(found.model.correlation[0]?.[1]).toBeCloseTo(reference?.correlation as number, 10);
    const expected = found.model.assets.reduce(
      (sum, { spot, weight, drift }) => sum + spot * weight * Math.exp(drift),
      0,
    );
    expect(Math.abs(found.price - expected)).toBeLessThan(4 * found.standardError);
  }, 240_000);

  it('bootstrap and cluster columns of a dataset; gaps are left out and counted', async () => {
    const interval = bootstrapResult.parse(
      await result('bootstrap', { dataset: 'me/cars', statistic: 'median', column: 'Horsepower', seed: 1 }),
    );
    const [reference] = await answerOf(
      `SELECT median("Horsepower") AS m, count("Horsepower") AS n, count(*) AS total FROM "me/cars"`,
    );
    expect(interval).toMatchObject({
      estimate: reference?.m,
      rows: reference?.n,
      rowsLeftOut: (reference?.total ?? 0) - (reference?.n ?? 0),
    });
    expect(interval.rowsLeftOut).toBeGreaterThan(0);
    expect(interval.interval.low).toBeLessThanOrEqual(interval.estimate);
    expect(interval.interval.high).toBeGreaterThanOrEqual(interval.estimate);

    const clusters = kmeansResult.parse(
      await result('kmeans', {
        dataset: 'me/cars',
        columns: ['Horsepower', 'Weight_in_lbs'],
        clusters: 3,
        scaling: 'standard',
        restarts: 3,
      }),
    );
    expect(clusters.sizes.reduce((sum, size) => sum + size, 0)).toBe(reference?.n);
    const file = await fetch(clusters.parquet.url);
    const bytes = Buffer.from(await file.arrayBuffer());
    expect([file.status, bytes.length, bytes.subarray(0, 4).toString()]).toEqual([
      200,
      clusters.parquet.size,
      'PAR1',
    ]);
    // The labels are as many as the rows, so they can be joined by their place.
    await rowhouse.client.publish('me/labels', { 'train.parquet': bytes });
    const sizes = await answerOf(
      `SELECT cluster, count(*) AS n FROM "me/labels" WHERE cluster IS NOT NULL GROUP BY cluster ORDER BY cluster`,
    );
    expect(sizes.map(({ n }) => n)).toEqual(clusters.sizes);
    const [all] = await answerOf(`SELECT count(*) AS n, max(row_idx) AS last FROM "me/labels"`);
    expect(all).toEqual({ n: reference?.total, last: (reference?.total ?? 0) - 1 });
  }, 240_000);

  it('of many scenarios are one to follow, which one broken scenario does not spoil', async () => {
    const volatilities = Array.from({ length: 11 }, (_, place) => 0.1 + 0.02 * place);
    const params = {
      assets: [{ spot: 100, volatility: 0.2 }],
      years: 1,
      steps: 1,
      paths: 4000,
      discountRate: 0.05,
      payoff: { kind: 'european', option: 'call', strike: 100 },
      controlVariate: true,
    };
    const post = (scenarios: object[]) =>
      rowhouse.client.request('/api/jobs', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ kind: 'simulate', params, scenarios }),
      });
    const refused = await post([{}, { steps: 0 }]);
    expect([refused.status, refused.json.field]).toEqual([422, 'scenarios[1].steps']);
    const broken = { assets: [{ name: 'NOPE' }], calibration };
    const { status, json } = await post([
      ...volatilities.map((volatility) => ({ assets: [{ spot: 100, volatility }] })),
      broken,
    ]);
    expect([status, json.scenarios, json.scenarioStates.total]).toEqual([202, 12, 12]);
    const parent = userJobDetail.parse(await ended(json.id));
    expect(parent).toMatchObject({
      state: 'succeeded',
      scenarioStates: { succeeded: 11, failed: 1, queued: 0, running: 0 },
      progress: { fraction: 1 },
    });
    expect(parent.cost.cpuSeconds).toBeGreaterThan(0);
    const all = scenariosResult.parse((await rowhouse.client.get(`/api/jobs/${json.id}/result`)).json);
    // With the same random numbers a call is worth more, the more the price moves.
    const prices = all.scenarios.slice(0, 11).map(({ result }) => result?.price as number);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(all.scenarios[5]?.changed).toEqual({ assets: [{ spot: 100, volatility: volatilities[5] }] });
    expect(all.scenarios[11]).toMatchObject({
      state: 'failed',
      result: null,
      error: { code: 'InvalidModel' },
    });
    const own = await rowhouse.client.get(all.scenarios[0]?.resultUrl ?? '');
    expect(simulateResult.parse(own.json).price).toBe(prices[0]);
    const listed = await rowhouse.client.get('/api/jobs?kind=simulate&limit=100');
    const shown = (listed.json as { id: string; parent: string | null }[]).filter(
      ({ parent }) => parent !== null,
    );
    expect([listed.json.some(({ id }: { id: string }) => id === json.id), shown]).toEqual([true, []]);
    const children = await rowhouse.client.get(`/api/jobs?parent=${json.id}&limit=100`);
    expect(children.json).toHaveLength(12);
  }, 240_000);

  it('of a hundred scenarios are cancelled as one', async () => {
    const { json } = await rowhouse.client.request('/api/jobs', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        kind: 'simulate',
        params: {
          assets: [{ spot: 100, volatility: 0.2 }],
          years: 1,
          steps: 10_000,
          paths: 10_000_000,
          payoff: { kind: 'terminal' },
        },
        scenarios: Array.from({ length: 100 }, (_, seed) => ({ seed })),
      }),
    });
    await waitFor(
      async () => (await rowhouse.client.get(`/api/jobs/${json.id}`)).json.scenarioStates.running > 0,
      { what: 'a scenario to run', deadlineMs: 150_000, intervalMs: 50 },
    );
    const cancelled = await rowhouse.client.request(`/api/jobs/${json.id}`, { method: 'DELETE' });
    expect(cancelled.status).toBe(202);
    expect(await ended(json.id)).toMatchObject({
      state: 'cancelled',
      scenarioStates: { total: 100, cancelled: 100 },
    });
  }, 240_000);

  it('say what is wrong: before they are jobs where they can, else as the job fails', async () => {
    const params = { dataset: 'me/cars', statistic: 'mean', column: 'Name' };
    const refused = await submit('bootstrap', { ...params, confidence: 2 });
    expect([refused.status, refused.json]).toEqual([
      422,
      expect.objectContaining({ code: 'InvalidModel', field: 'params.confidence' }),
    ]);
    for (const [column, message] of [
      ['Name', /'params.column' is not valid: the column 'Name' holds VARCHAR, not numbers/],
      ['Nme', /has no column 'Nme'; it has 'Name'/],
    ] as const) {
      const { json } = await submit('bootstrap', { ...params, column });
      const { error, attempt } = await ended(json.id);
      expect(error).toMatchObject({ code: 'InvalidModel', error: expect.stringMatching(message) });
      expect(attempt).toBe(1);
    }
    const ended1 = await submit('simulate', {
      assets: [{ name: 'NOPE' }],
      calibration,
      years: 1,
      steps: 1,
      paths: 10,
      payoff: { kind: 'terminal' },
    });
    expect((await ended(ended1.json.id)).error.error).toMatch(/0 dates at which 'NOPE'/);
    const noFile = await submit('simulate', {
      assets: [{ spot: 1, volatility: 0 }],
      years: 1,
      steps: 1,
      paths: 10,
      payoff: { kind: 'terminal' },
    });
    await ended(noFile.json.id);
    const parquet = await rowhouse.client.get(`/api/jobs/${noFile.json.id}/result?format=parquet`);
    expect([parquet.status, parquet.json.code]).toEqual([404, 'JobHasNoFile']);
  }, 240_000);
});
