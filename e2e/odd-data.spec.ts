import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { Rowhouse } from './house/rowhouse.js';

jest.setTimeout(180_000);

const parquet = (name: string) =>
  readFile(new URL(`../libs/tables/src/testing/parquet/${name}`, import.meta.url));

/** Names that somebody has given to columns; the last one has 4 KB. */
const names = ['a "b".c', 'a.b', '🎈 é', "'; DROP TABLE x --", `n${'🎈'.repeat(100)}${'x'.repeat(3695)}`];
const hugeCell = 'y'.repeat(5_000_000);
/** JSON can't say these; Python writes them all the same. */
const numbers = ['NaN', '-Infinity', '1.5'];

const line = (row: number) => {
  const cells = names.map((name, column) => `${JSON.stringify(name)}:${row * 10 + column}`);
  const text = JSON.stringify(row === 1 ? hugeCell : 'short');
  return `{${cells.join(',')},"text":${text},"x":${numbers[row]}}`;
};
const csv = `dup,dup,DUP,"a ""b"",c",f\n1,2,3,4,nan\n11,12,13,14,inf\n21,22,23,24,0.5\n`;

describe('odd data is served as far as it can be read', () => {
  let rowhouse: Rowhouse;
  let steps: { step: string; config: string; state: string; notes: string[] }[];
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres' });
    const detail = await rowhouse.client.publish('odd/data', {
      'names/train.jsonl': [0, 1, 2].map(line).join('\n'),
      'twice/train.csv': csv,
      'secret/train.parquet': await parquet('encrypted-column.parquet'),
      'locked/train.parquet': await parquet('encrypted.parquet'),
      'cut/train.parquet': (await parquet('encodings.parquet')).subarray(0, -200),
    });
    expect(detail.state).toBe('ready');
    steps = detail.steps;
  });
  afterAll(() => rowhouse?.stop());

  const get = (path: string, config: string, more: Record<string, string> = {}) =>
    rowhouse.client.get(
      `/${path}?${new URLSearchParams({ dataset: 'odd/data', config, split: 'train', ...more })}`,
    );
  const cells = async (path: string, config: string, more?: Record<string, string>) => {
    const { status, json } = await get(path, config, more);
    expect([path, status]).toEqual([path, 200]);
    return json.rows.map(({ row }: { row: Record<string, unknown> }) => row);
  };

  it('columns of any name, and numbers that JSON has not', async () => {
    for (const path of ['rows', 'first-rows']) {
      const rows = await cells(path, 'names');
      expect(Object.keys(rows[0])).toEqual([...names, 'text', 'x']);
      expect(rows.map((row: Record<string, unknown>) => names.map((name) => row[name]))).toEqual([
        [0, 1, 2, 3, 4],
        [10, 11, 12, 13, 14],
        [20, 21, 22, 23, 24],
      ]);
      expect(rows.map(({ x }: { x: unknown }) => x)).toEqual([null, null, 1.5]);
    }
    const { json } = await get('statistics', 'names');
    const described = json.statistics.map(({ column_name }: { column_name: string }) => column_name);
    expect(described.sort()).toEqual([...names, 'text', 'x'].sort());
    expect((await get('is-valid', 'names')).json).toEqual({
      preview: true,
      viewer: true,
      search: true,
      filter: true,
      statistics: true,
    });
  });

  it.each(names.map((name, place) => ({ name, place })))(
    'filters and orders by the column at $place',
    async ({ name, place }) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      // An address has at most 8,000 characters: the longest name fits once.
      const long = name.length > 1000;
      const found = await cells('filter', 'names', {
        where: `${quoted} >= 10`,
        ...(long ? { orderby: '"a.b" DESC' } : { orderby: `${quoted} DESC`, columns: quoted }),
      });
      expect(found.map((row: Record<string, number>) => row[name])).toEqual([20 + place, 10 + place]);
    },
  );

  it('a cell of 5 MB: whole in a page and alone, cut in a preview, beside rows that are found', async () => {
    const [, row] = await cells('rows', 'names');
    expect(row.text === hugeCell).toBe(true);
    const cell = await get('cell', 'names', { row: '1', column: 'text' });
    expect([cell.status, cell.text === hugeCell]).toEqual([200, true]);
    const preview = await get('first-rows', 'names');
    expect(preview.json.rows[1].truncated_cells).toEqual(['text']);
    expect(preview.text.length).toBeLessThan(1_000_000);
    const search = await get('search', 'names', { query: 'short' });
    expect(search.json.rows.map(({ row_idx }: { row_idx: number }) => row_idx)).toEqual([0, 2]);
  });

  it('columns of one name', async () => {
    const [first] = await cells('rows', 'twice');
    expect(first).toEqual({ dup: 1, dup_1: 2, DUP_2: 3, 'a "b",c': 4, f: null });
    const found = await cells('filter', 'twice', {
      where: '"DUP_2" > 3 AND "f" < 1',
      columns: '"a ""b"",c",f',
    });
    expect(found).toEqual([{ 'a "b",c': 24, f: 0.5 }]);
    // No column holds text.
    const search = await get('search', 'twice', { query: 'x' });
    expect([search.status, search.json.code]).toEqual([400, 'SearchFeatureNotAvailableError']);
    expect((await get('is-valid', 'twice')).json).toMatchObject({
      viewer: true,
      search: false,
      filter: true,
    });
  });

  it('of an encrypted column the others, and the revision says so', async () => {
    expect(await cells('rows', 'secret')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(steps.filter(({ notes }) => notes.length > 0)).toMatchObject([
      {
        step: 'split-parquet',
        config: 'secret',
        notes: ["Columns of 'secret/train.parquet' were left out because they are encrypted: 'secret'."],
      },
    ]);
  });

  it.each([
    ['locked', 422, 'EncryptedParquetError', 'Decrypt it'],
    ['cut', 500, 'DatasetGenerationError', 'truncated'],
  ])('of Parquet that is %s, why', async (config, status, code, why) => {
    for (const path of ['rows', 'first-rows', 'filter', 'search', 'statistics']) {
      const answer = await get(path, config, { where: '"id" > 1', query: 'x' });
      expect([path, answer.status, answer.json.code]).toEqual([path, status, code]);
      expect(answer.json.error).toContain(`'${config}/train.parquet'`);
      expect(answer.json.error).toContain(why);
    }
    const { json } = await get('is-valid', config);
    expect(Object.values(json)).toEqual([false, false, false, false, false]);
  });
});
