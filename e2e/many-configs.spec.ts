import { jest } from '@jest/globals';
import { Rowhouse } from './house/rowhouse.js';

jest.setTimeout(180_000);

/** As many as a busy machine of two cores processes in half a minute: 13 jobs each. */
const count = 20;
const configs = Array.from({ length: count }, (_, n) => `c${String(n).padStart(3, '0')}`);

describe('a dataset of many configs', () => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'rabbitmq' });
  });
  afterAll(() => rowhouse?.stop());

  it('is processed, and summed up over all of them', async () => {
    const { client } = rowhouse;
    const files = configs.map((config, n) => [`${config}/train.csv`, `id,name\n${n},a\n${n + 1},b\n`]);
    const detail = await client.publish('me/many', Object.fromEntries(files));
    expect(detail.state).toBe('ready');
    expect(detail.steps.filter(({ state }: { state: string }) => state !== 'succeeded')).toEqual([]);
    const answer = async (path: string) => {
      const { status, json } = await client.get(`/${path}?dataset=me/many`);
      expect([path, status]).toEqual([path, 200]);
      return json;
    };
    const named = (items: { config: string }[]) => items.map(({ config }) => config);
    expect(named((await answer('splits')).splits)).toEqual(configs);
    expect(Object.keys((await answer('info')).dataset_info)).toEqual(configs);
    const { size } = await answer('size');
    expect(named(size.configs)).toEqual(configs);
    expect(size.dataset.num_rows).toBe(2 * count);
    expect(named((await answer('parquet')).parquet_files)).toEqual(configs);
    const last = `dataset=me/many&config=${configs.at(-1)}&split=train`;
    const { json } = await client.get(`/filter?${last}&where=${encodeURIComponent(`"id" = ${count}`)}`);
    expect(json.rows.map(({ row }: { row: object }) => row)).toEqual([{ id: count, name: 'b' }]);
  });
});
