import { jest } from '@jest/globals';
import type { ConvertedSplit } from '../convert/convert.js';
import { vegaFile, Workbench } from '../testing/workbench.js';
import { firstRows } from './first-rows.js';
import { cutText, truncateRows } from './truncate.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('firstRows', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const of = async (rows: object[], limits = {}) => {
    const split = await bench.convert([
      await bench.upload('x.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')),
    ]);
    return firstRows(bench.engine, { ...split, limits });
  };
  const repeat = (count: number, make: (i: number) => object) =>
    Array.from({ length: count }, (_, i) => make(i));

  it('shows a hundred rows of a real data set', async () => {
    const split: ConvertedSplit = await bench.convert([await vegaFile('cars.json')]);
    const { rows, truncated } = await firstRows(bench.engine, split);
    expect(rows.map(({ row_idx }) => row_idx)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(truncated).toBe(true);
    expect(rows.every((row) => row.truncated_cells.length === 0)).toBe(true);
  });

  it('shows all of a short split', async () => {
    const { rows, truncated } = await of(repeat(3, (i) => ({ i })));
    expect([rows.length, truncated]).toEqual([3, false]);
  });

  it('adds rows while they fit', async () => {
    const { rows, truncated } = await of(
      repeat(50, (i) => ({ i, text: 'x'.repeat(1000) })),
      { maxBytes: 20_500 },
    );
    expect([rows.length, truncated]).toEqual([19, true]);
    expect(rows.at(-1)?.row.text).toHaveLength(1000);
  });

  it('cuts the cells of the first ten rows, last row first, when those are too big', async () => {
    const { rows } = await of(
      repeat(20, (i) => ({ i, text: `ä"${'x'.repeat(1000)}`, list: [1, 2, 3] })),
      { maxBytes: 9000 },
    );
    expect(rows).toHaveLength(10);
    const cut = rows.map(({ truncated_cells }) => truncated_cells.join());
    expect(cut).toEqual(['', '', '', '', '', '', '', '', 'text', 'text']);
    const [last] = rows.slice(-1);
    expect(last?.row).toEqual({ i: 9, list: [1, 2, 3], text: `"ä\\"${'x'.repeat(95)}` });
    expect(Buffer.byteLength(JSON.stringify(rows))).toBeLessThan(9000);
  });

  it('never cuts links', async () => {
    const link = (i: number) => `https://example.org/${'p'.repeat(500)}/${i}`;
    const { rows } = await of(
      repeat(12, (i) => ({ link: link(i), text: 'y'.repeat(500) })),
      { maxBytes: 1000 },
    );
    expect(rows.map(({ row }) => row.link)).toEqual(Array.from({ length: 10 }, (_, i) => link(i)));
    expect(rows.every(({ truncated_cells }) => truncated_cells.join() === 'text')).toBe(true);
  });

  it('cuts lists and structs to the beginning of their JSON', () => {
    const list = Array.from({ length: 100 }, (_, i) => i);
    const [row] = truncateRows(
      [{ row_idx: 0, row: { list, small: 1 }, truncated_cells: [] }],
      { maxBytes: 10, minRows: 10, minCellBytes: 100 },
      new Set(),
    );
    expect(row).toEqual({
      row_idx: 0,
      row: { list: JSON.stringify(list).slice(0, 100), small: 1 },
      truncated_cells: ['list'],
    });
  });

  it('never cuts a character in half', () => {
    expect(cutText('aää', 4)).toBe('aä');
    expect(cutText('a😀', 4)).toBe('a');
    expect(cutText('abc', 10)).toBe('abc');
  });
});
