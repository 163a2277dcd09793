import { join } from 'node:path';
import { jest } from '@jest/globals';
import { vegaFile, Workbench } from '../testing/workbench.js';
import { readNumbers } from './read-numbers.js';
import { readPrices } from './read-prices.js';
import { writeLabels } from './write-labels.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('numbers of a split', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const pathsOf = async (name: string, text: string) =>
    (await bench.convert([await bench.upload(name, text)])).files.map(({ path }) => path);
  const read = (paths: string[], name: string, maxRows = 100) =>
    readNumbers(bench.engine, { paths, columns: [{ name, field: 'params.column' }], maxRows });

  it('are read in order, gaps as NaN', async () => {
    const paths = await pathsOf(
      'n.csv',
      `i,x,word\n${Array.from({ length: 5000 }, (_, i) => `${i},${i % 7 === 0 ? '' : i / 2},w`).join('\n')}\n`,
    );
    const seen: number[] = [];
    const columns = ['i', 'x'].map((name) => ({ name, field: name }));
    const [i, x] = await readNumbers(bench.engine, {
      paths,
      columns,
      maxRows: 5000,
      onProgress: (part) => seen.push(part),
    });
    expect(i).toEqual(Float64Array.from({ length: 5000 }, (_, row) => row));
    expect([x?.[0], x?.[1], x?.[7], x?.[4999]]).toEqual([Number.NaN, 0.5, Number.NaN, 2499.5]);
    expect(seen.at(-1)).toBe(1);
    await expect(read(paths, 'word')).rejects.toMatchObject({
      code: 'InvalidModel',
      details: { field: 'params.column' },
    });
    await expect(read(paths, 'wrd')).rejects.toThrow("no column 'wrd'; it has 'i', 'x', 'word'");
    await expect(read(paths, 'x', 4999)).rejects.toMatchObject({
      code: 'ComputeLimitExceeded',
      details: { limit: 4999, actual: 5000 },
    });
  });

  it('are prices of real stocks, sorted by dates that are texts, where all have one', async () => {
    const { files } = await bench.convert([await vegaFile('stocks.csv')]);
    const paths = files.map(({ path }) => path);
    const long = { symbol: 'symbol', price: 'price' };
    const request = { paths, date: 'date', long };
    const [google, ibm] = await readPrices(bench.engine, { ...request, names: ['GOOG', 'IBM'] });
    // Google's shares are traded since August 2004, at 102.37; the last month is March 2010.
    expect([google?.length, google?.[0], google?.at(-1)]).toEqual([68, 102.37, 560.19]);
    expect([ibm?.length, ibm?.at(-1)]).toEqual([68, 125.55]);
    expect((await readPrices(bench.engine, { ...request, names: ['IBM'] }))[0]?.length).toBe(123);
    expect(await readPrices(bench.engine, { ...request, names: ['NOPE'] })).toEqual([new Float64Array()]);
    await expect(readPrices(bench.engine, { ...request, date: 'symbol', names: ['IBM'] })).rejects.toThrow(
      /'MSFT' in the column 'symbol' can't be read as a date/,
    );
    await expect(readPrices(bench.engine, { ...request, date: 'day', names: ['IBM'] })).rejects.toMatchObject(
      { details: { field: 'calibration.date' } },
    );
  });

  it('are prices in columns, in the order of a date or a number', async () => {
    const paths = await pathsOf(
      'wide.csv',
      'day,a"b,c\n2024-03-01,3,30\n2024-01-01,1,10\n2024-02-01,2,\n2024-04-01,4,40\n',
    );
    expect(await readPrices(bench.engine, { paths, date: 'day', names: ['a"b', 'c'] })).toEqual([
      Float64Array.of(1, 3, 4),
      Float64Array.of(10, 30, 40),
    ]);
    await expect(readPrices(bench.engine, { paths, date: 'day', names: ['c', 'd'] })).rejects.toMatchObject({
      details: { field: 'assets[1].name' },
    });
  });

  it('go back into a file as labels, in order', async () => {
    const labels = Int32Array.from({ length: 250_000 }, (_, row) => (row % 10 === 3 ? -1 : row % 5));
    const outFile = join(bench.engine.scratchDir, 'labels.parquet');
    const file = await writeLabels(bench.engine, labels, {
      outFile,
      workFile: join(bench.engine.scratchDir, 'labels.csv'),
    });
    expect(file.numRows).toBe(250_000);
    const columns = ['row_idx', 'cluster'].map((name) => ({ name, field: name }));
    const [rows, clusters] = await readNumbers(bench.engine, { paths: [outFile], columns, maxRows: 250_000 });
    expect(rows).toEqual(Float64Array.from(labels, (_, row) => row));
    expect(clusters).toEqual(Float64Array.from(labels, (label) => (label === -1 ? Number.NaN : label)));
  });
});
