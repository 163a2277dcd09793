import { jest } from '@jest/globals';
import { Workbench } from '../testing/workbench.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('JSON with odd keys', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  it('keeps the values of an empty key, as an unnamed index column makes it', async () => {
    const rows = await bench.table('index.jsonl', '{"":7,"a":1}\n{"":8,"a":2}\n');
    expect(rows).toEqual([
      { C0: 7, a: 1 },
      { C0: 8, a: 2 },
    ]);
  });

  it('takes a layout that only begins with columns keyed by row number as what it is', async () => {
    const columns = { a: { '0': 1, '1': 2 } };
    expect(await bench.table('null.json', JSON.stringify({ ...columns, b: null }))).toEqual([
      { ...columns, b: null },
    ]);
    expect(await bench.table('value.json', JSON.stringify({ ...columns, b: 7 }))).toEqual([
      { ...columns, b: 7 },
    ]);
  });

  it('knows an array that begins with null for JSON', async () => {
    expect(await bench.table('null.json', '[null, {"a": 1}]')).toHaveLength(2);
  });

  it.each([
    ['a key that comes twice', '[{"a":1,"a":2}]', /a record has the key "a" twice/],
    ['half of a surrogate pair', '{"a":"\\ud83d"}\n', /one half of a surrogate pair/],
  ])('names %s', async (_what, content, message) => {
    await expect(bench.table('a.json', content)).rejects.toThrow(message);
  });
});
