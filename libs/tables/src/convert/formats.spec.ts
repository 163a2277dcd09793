import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { dtypes, vegaFile, Workbench } from '../testing/workbench.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

type Row = Record<string, unknown>;

const jsonl = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const delimited = (rows: readonly Row[], delimiter: string) => {
  const cell = (value: unknown) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  const names = Object.keys(rows[0] ?? {});
  return [
    names.join(delimiter),
    ...rows.map((row) => names.map((name) => cell(row[name])).join(delimiter)),
  ].join('\n');
};

describe('convertToParquet', () => {
  let bench: Workbench;
  let flights: Row[];
  beforeAll(async () => {
    bench = await Workbench.open();
    flights = JSON.parse(await readFile((await vegaFile('flights-2k.json')).path, 'utf8')) as Row[];
    flights = flights.slice(0, 300);
  });
  afterAll(() => bench.close());

  it('gives the same rows from every format', async () => {
    const columns = Object.fromEntries(
      Object.keys(flights[0] ?? {}).map((name) => [name, flights.map((row) => row[name])]),
    );
    const indexed = Object.fromEntries(
      Object.entries(columns).map(([name, cells]) => [name, Object.fromEntries(cells.entries())]),
    );
    const parquet = bench.path('flights.parquet');
    const { path } = await vegaFile('flights-2k.json');
    await bench.sql(
      `COPY (FROM read_json('${path}') LIMIT ${flights.length}) TO '${parquet}' (FORMAT parquet)`,
    );
    const texts: Record<string, string> = {
      'a.json': JSON.stringify(flights),
      'b.jsonl': jsonl(flights),
      'pretty.json': JSON.stringify(flights, null, 2),
      'columns.json': JSON.stringify(columns),
      'pandas.json': JSON.stringify(indexed),
      'records.json': JSON.stringify({ version: 1, data: flights }),
      'comma.csv': delimited(flights, ','),
      'semicolon.csv': delimited(flights, ';'),
      'tab.tsv': delimited(flights, '\t'),
      'crlf.csv': delimited(flights, ',').replaceAll('\n', '\r\n'),
      'bom.csv': `\ufeff${delimited(flights, ',')}`,
    };
    for (const [name, text] of Object.entries(texts)) {
      const rows = await bench.table(name, text);
      expect([name, rows.map(plain)]).toEqual([name, flights.map(plain)]);
      const packed = await bench.table(`${name}.gz`, gzipSync(text));
      expect([name, packed]).toEqual([name, rows]);
    }
    expect((await bench.table('x.parquet', await readFile(parquet))).map(plain)).toEqual(flights.map(plain));
  });

  /** CSV has timestamps where JSON has text; both mean the same. */
  const plain = (row: Row) => ({
    ...row,
    date: String(row.date).replaceAll('/', '-').replace('T', ' ').slice(0, 16),
  });

  it.each(['cars.json', 'movies.json', 'barley.json', 'penguins.json', 'jobs.json', 'earthquakes.json'])(
    'keeps every row of %s',
    async (name) => {
      const file = await vegaFile(name);
      const parsed = JSON.parse(await readFile(file.path, 'utf8')) as Row[] | Row;
      const source = Array.isArray(parsed) ? parsed : [parsed];
      const rows = await bench.rows(await bench.convert([file]));
      expect(rows).toHaveLength(source.length);
      const keys = [...new Set(source.flatMap((row) => Object.keys(row)))];
      const normal = (row: Row) => Object.fromEntries(keys.map((key) => [key, timeless(row[key] ?? null)]));
      if (name === 'earthquakes.json') expect(rows[0]?.type).toBe('FeatureCollection');
      else expect(rows.map(normal)).toEqual(source.map(normal));
    },
  );

  const timeless = (value: unknown) => (typeof value === 'string' ? value.replace(/T00:00:00$/, '') : value);

  it.each([
    'seattle-weather.csv',
    'stocks.csv',
    'zipcodes.csv',
    'birdstrikes.csv',
    'unemployment.tsv',
    'species.csv',
  ])('keeps every line of %s', async (name) => {
    const file = await vegaFile(name);
    const lines = (await readFile(file.path, 'utf8')).trimEnd().split(/\r?\n/);
    const split = await bench.convert([file]);
    expect(split.numRows).toBe(lines.length - 1);
    expect(split.columns.map((column) => column.name)).toEqual(
      (lines[0] as string).replace(/^\ufeff/, '').split(name.endsWith('tsv') ? '\t' : ','),
    );
  });

  it('detects types', async () => {
    expect(dtypes(await bench.convert([await vegaFile('seattle-weather.csv')]))).toEqual({
      date: 'date32',
      precipitation: 'float64',
      temp_max: 'float64',
      temp_min: 'float64',
      wind: 'float64',
      weather: 'string',
    });
    expect(dtypes(await bench.convert([await vegaFile('flights-2k.json')]))).toMatchObject({
      delay: 'int64',
    });
  });

  it('makes a split without rows from a header', async () => {
    const split = await bench.convert([await bench.upload('h.csv', 'a,b\n')]);
    expect(split).toMatchObject({ numRows: 0, numColumns: 2, numBytesMemory: 0 });
    expect(split.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('looks at all rows when the first ones misled it', async () => {
    const numbers = Array.from({ length: 60_000 }, (_, i) => `${i},x`).join('\n');
    const split = await bench.convert([await bench.upload('late.csv', `a,b\n${numbers}\nhello,y\n`)]);
    expect(dtypes(split)).toEqual({ a: 'string', b: 'string' });
    expect(split.notes).toEqual([expect.stringContaining("'late.csv'")]);
    expect(await bench.rows(split, 59_999, 2)).toEqual([
      { a: '59999', b: 'x' },
      { a: 'hello', b: 'y' },
    ]);
  });

  it('keeps quoted values that first appear late, and lines that look like comments', async () => {
    const plainRows = Array.from({ length: 60_000 }, (_, i) => `${i},x`).join('\n');
    const split = await bench.convert([
      await bench.upload('q.csv', `a,b\n${plainRows}\n1,"y, ""z"""\n#2,w\n`),
    ]);
    expect(await bench.rows(split, 60_000, 2)).toEqual([
      { a: '1', b: 'y, "z"' },
      { a: '#2', b: 'w' },
    ]);
  });

  it('keeps a key that first appears late', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `{"a":${i}}`).join('\n');
    const split = await bench.convert([
      await bench.upload('late.jsonl', `${lines}\n{"a":1,"late":"here"}\n`),
    ]);
    expect(await bench.rows(split, 60_000, 1)).toEqual([{ a: 1, late: 'here' }]);
  });

  it('keeps 64-bit and larger integers exact', async () => {
    const split = await bench.convert([
      await bench.upload(
        'big.jsonl',
        '{"a":-1,"b":9223372036854775807,"c":18446744073709551615,"d":9223372036854775808}\n{"a":1,"b":-1,"c":-1,"d":0}',
      ),
    ]);
    expect(dtypes(split)).toEqual({ a: 'int64', b: 'int64', c: 'decimal128(38, 0)', d: 'uint64' });
    expect((await bench.rows(split)).map(({ c }) => c)).toEqual(['18446744073709551615', '-1']);
  });

  it('keeps large integers of column-oriented JSON exact', async () => {
    expect(await bench.table('big.json', '{"a":[18446744073709551615,-1],"b":[1,2]}')).toEqual([
      { a: '18446744073709551615', b: 1 },
      { a: '-1', b: 2 },
    ]);
  });

  it('keeps keys that differ only in case', async () => {
    expect(await bench.table('case.jsonl', '{"a":1,"A":2}\n{"a":3,"A":4}\n')).toEqual([
      { a: 1, A_1: 2 },
      { a: 3, A_1: 4 },
    ]);
  });

  it('makes a column of each key, however rare', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => JSON.stringify({ [`k${i}`]: i }));
    const split = await bench.convert([await bench.upload('sparse.jsonl', lines.join('\n'))]);
    expect(split.numColumns).toBe(300);
    expect((await bench.rows(split, 7, 1))[0]).toMatchObject({ k7: 7, k8: null });
  });

  it('writes rows in order, in several row groups', async () => {
    const rows = 100_000;
    const text = `n,text\n${Array.from({ length: rows }, (_, i) => `${i},text ${i}`).join('\n')}\n`;
    const split = await bench.convert([await bench.upload('n.csv', text)]);
    for (const offset of [0, 10_200, 50_000, 99_900]) {
      const numbers = (await bench.rows(split, offset, 100)).map(({ n }) => n);
      expect(numbers).toEqual(Array.from({ length: 100 }, (_, i) => offset + i));
    }
    const { groups } = await bench.one(
      `SELECT count(DISTINCT row_group_id) AS groups FROM parquet_metadata('${split.files[0]?.path}')`,
    );
    expect(Number(groups)).toBe(10);
  });

  it('reports progress that ends at 1', async () => {
    const seen: number[] = [];
    await bench.convert([await vegaFile('zipcodes.csv')], { onProgress: (fraction) => seen.push(fraction) });
    expect(seen.at(-1)).toBe(1);
  });

  it('stores the features and honours those that a Parquet file declares', async () => {
    const path = bench.path('labels.parquet');
    const features = {
      label: { _type: 'ClassLabel', names: ['cat', 'dog'] },
      text: { _type: 'ClassLabel', names: ['x'] },
    };
    await bench.sql(
      `COPY (SELECT i % 2 AS label, 't' AS text FROM range(4) t(i)) TO '${path}' (FORMAT parquet, KV_METADATA {huggingface: '${JSON.stringify({ info: { features } })}'})`,
    );
    const once = await bench.convert([await bench.upload('x.parquet', await readFile(path))]);
    const again = await bench.convert([
      await bench.upload('y.parquet', await readFile(once.files[0]?.path ?? '')),
    ]);
    for (const split of [once, again]) {
      expect(split.columns.map(({ type }) => type)).toEqual([
        { _type: 'ClassLabel', names: ['cat', 'dog'] },
        { _type: 'Value', dtype: 'string' },
      ]);
    }
  });
});
