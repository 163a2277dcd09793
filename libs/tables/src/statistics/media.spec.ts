import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import type { NumericalStatistics } from '@rowhouse/contract';
import { mediaFile, pngOf, wavOf } from '../testing/media-fixture.js';
import { Workbench } from '../testing/workbench.js';
import { describe as describeTable } from './describe.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('statistics of media', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const blob = (bytes: Buffer) => `from_hex('${bytes.toString('hex')}')`;
  const cell = (bytes: Buffer) => `{'bytes': ${blob(bytes)}, 'path': NULL::VARCHAR}`;
  const statisticsOf = async (split: Parameters<typeof describeTable>[1]) =>
    Object.fromEntries(
      (await describeTable(bench.engine, split)).statistics.map((column) => [
        column.column_name,
        [column.column_type, column.column_statistics as NumericalStatistics],
      ]),
    );

  const widths = {
    nan_count: 1,
    nan_proportion: 0.25,
    min: 10,
    max: 40,
    mean: 23.33333,
    median: 20,
    std: 15.27525,
    histogram: { hist: [1, 0, 1, 0, 0, 0, 0, 1], bin_edges: [10, 14, 18, 22, 26, 30, 34, 38, 40] },
  };
  const durations = { nan_count: 2, nan_proportion: 0.5, min: 0.5, max: 2, mean: 1.25, median: 1.25 };

  it('in the table are read from their headers', async () => {
    const path = bench.path('media.parquet');
    await bench.sql(`COPY (SELECT * FROM (VALUES
      (${cell(pngOf(10, 5))}, ${cell(wavOf(0.5))}, [${cell(pngOf(3, 3))}]),
      (${cell(pngOf(20, 5))}, ${cell(wavOf(2))}, [${cell(pngOf(3, 3))}, ${cell(pngOf(4, 3))}]),
      (${cell(Buffer.from('broken'))}, NULL, NULL),
      (${cell(pngOf(40, 5))}, NULL, [])) t(image, sound, album)) TO '${path}' (FORMAT parquet)`);
    const split = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const found = await statisticsOf(split);
    // One value in four is broken, so this is not all of one kind: the column is no picture.
    expect(found.image?.[0]).toBe('struct');
    expect(found.sound).toEqual(['audio', expect.objectContaining(durations)]);
    expect(found.album).toEqual([
      'list',
      expect.objectContaining({
        max: 2,
        items: { column_type: 'image', column_statistics: expect.objectContaining({ min: 3, max: 4 }) },
      }),
    ]);
    const declared = await statisticsOf({
      ...split,
      columns: [{ feature_idx: 0, name: 'image', type: { _type: 'Image' } }],
    });
    expect(declared.image).toEqual(['image', expect.objectContaining(widths)]);
    expect(await bench.one(`SELECT count(*) AS n FROM duckdb_tables()`)).toEqual({ n: 0n });
  });

  it('cover every row of a long table', async () => {
    const path = bench.path('long.parquet');
    const rows = 210_000;
    await bench.sql(`COPY (SELECT CASE WHEN n >= ${rows - 5} THEN ${cell(pngOf(40, 5))} ELSE ${cell(pngOf(20, 5))} END AS image
      FROM range(${rows}) t(n)) TO '${path}' (FORMAT parquet)`);
    const { statistics } = await describeTable(bench.engine, {
      files: [{ path, numRows: rows }],
      columns: [{ feature_idx: 0, name: 'image', type: { _type: 'Image' } }],
    });
    const found = statistics[0]?.column_statistics as NumericalStatistics;
    expect(found).toMatchObject({ nan_count: 0, min: 20, max: 40 });
    expect(found.histogram?.hist.reduce((sum, count) => sum + count, 0)).toBe(rows);
    expect(found.histogram?.hist.at(-1)).toBe(5);
  });

  it('of files are known without opening them', async () => {
    const pictures = [10, 20, 40].map((width) => mediaFile(`${width}.png`, pngOf(width, 5)));
    const files = [...pictures, mediaFile('a.wav', wavOf(0.5)), mediaFile('b.wav', wavOf(2))];
    const metadata = await bench.upload(
      'metadata.csv',
      'file_name,sound_file_name\n10.png,a.wav\n20.png,b.wav\n40.png,\n,no.wav\n',
    );
    const folder = { kind: 'Image' as const, labels: null, elsewhere: new Set<string>() };
    const split = await bench.convert([metadata], { media: { files, folder } });
    const found = await statisticsOf(split);
    expect(found.image).toEqual(['image', expect.objectContaining(widths)]);
    expect(found.sound).toEqual(['audio', expect.objectContaining(durations)]);
  });
});
