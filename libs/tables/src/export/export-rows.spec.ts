import { stat } from 'node:fs/promises';
import { jest } from '@jest/globals';
import type { FeatureColumn } from '@rowhouse/contract';
import { tableFromIPC } from 'apache-arrow';
import { compileFilter, type FilterText } from '../filter/compile.js';
import { TableReader } from '../filter/table-reader.js';
import { readCell } from '../page/read-cell.js';
import { Workbench } from '../testing/workbench.js';
import type { ExportFormat } from './export-format.js';
import { type ExportRequest, exportRows } from './export-rows.js';

jest.setTimeout(60_000);

describe('exports', () => {
  let bench: Workbench;
  let reader: TableReader;
  let columns: FeatureColumn[];
  const files: ExportRequest['files'][number][] = [];
  let outFile: string;

  beforeAll(async () => {
    bench = await Workbench.open(256);
    outFile = bench.path('out.parquet');
    reader = new TableReader({
      memoryMb: 256,
      threads: 2,
      spillDir: bench.path('.'),
      maxSpillBytes: 1e9,
      writable: [outFile],
    });
    for (const [part, from] of [0, 3000].entries()) {
      const path = bench.path(`part-${part}.parquet`);
      await bench.sql(
        `COPY (SELECT i::BIGINT AS n, 'a,"' || i AS "te""xt", CASE i WHEN 1 THEN '' WHEN 2 THEN NULL ELSE 'x' END AS e,
        [i, NULL] AS l, {'a': i::DOUBLE, 'b': NULL::VARCHAR} AS st, MAP {'k': i} AS m, i % 2 = 0 AS yes, (i - 3)::DECIMAL(20, 2) AS dec,
        DATE '1969-12-31' + i::INTEGER AS d, TIMESTAMP '2020-01-01 00:00:00.000001' + to_seconds(i) AS ts, TIME '12:00:00.5' AS tm,
        encode('b' || i) AS raw, (i / 4)::FLOAT AS f, 9007199254740993 + i AS big, 18446744073709551615::UBIGINT AS u, i::UTINYINT % 3 AS ut
        FROM range(${from}, ${from + 3000}) t(i) WHERE true) TO '${path}' (FORMAT parquet)`.replace(
          'i::UTINYINT % 3',
          '(i % 3)::UTINYINT',
        ),
      );
      files.push({ path, numRows: 3000 });
    }
    columns = (await bench.convert([{ path: files[0]?.path ?? '', name: 'x.parquet', size: 1 }])).columns;
  });
  afterAll(async () => {
    reader.close();
    await bench.close();
  });

  async function download(
    format: ExportFormat,
    text: FilterText = {},
    more: Partial<ExportRequest> = {},
  ): Promise<Buffer[]> {
    const pieces: Buffer[] = [];
    await reader.use(
      files.map(({ path }) => path),
      async (connection) => {
        const filter = compileFilter(text, columns);
        const request = {
          files,
          hidesRowNumber: false,
          filter,
          columns,
          format,
          offset: 0,
          length: null,
          outFile,
          maxFileBytes: 1e9,
          ...more,
        };
        for await (const piece of exportRows(connection, request)) pieces.push(Buffer.from(piece));
      },
    );
    return pieces;
  }
  const jsonl = async (...args: [FilterText?, Partial<ExportRequest>?]) =>
    Buffer.concat(await download('jsonl', ...args))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('are JSON Lines with the cells of /rows, in pieces', async () => {
    const pieces = await download('jsonl');
    expect(pieces.length).toBeGreaterThan(2);
    const lines = Buffer.concat(pieces).toString().split('\n');
    expect(lines.length).toBe(6001);
    expect(lines[2]).toBe(
      '{"n":2,"te\\"xt":"a,\\"2","e":null,"l":[2,null],"st":{"a":2.0,"b":null},"m":[{"key":"k","value":2}],"yes":true,"dec":"-1.00","d":"1970-01-02","ts":"2020-01-01T00:00:02.000001","tm":"12:00:00.500000","raw":"YjI=","f":0.5,"big":9007199254740995,"u":18446744073709551615,"ut":2}',
    );
  });

  it('are of the rows that match, in the asked order, as far as asked', async () => {
    const numbers = async (text: FilterText, more?: Partial<ExportRequest>) =>
      (await jsonl(text, more)).map(({ n }: { n: number }) => n);
    expect(await numbers({ where: '"n" IN (5, 4000)' })).toEqual([5, 4000]);
    expect(await numbers({ where: '"n" > 2998', orderby: '"yes" DESC' }, { length: 2 })).toEqual([
      3000, 3002,
    ]);
    expect(await numbers({}, { offset: 2999, length: 2, columns: columns.slice(0, 1) })).toEqual([
      2999, 3000,
    ]);
    expect(await jsonl({ where: '"n" = 7' }, { columns: columns.slice(0, 1) })).toEqual([{ n: 7 }]);
  });

  it('are CSV that keeps NULL and the empty text apart', async () => {
    const text = Buffer.concat(
      await download('csv', {}, { columns: columns.slice(0, 4), length: 3 }),
    ).toString();
    expect(text).toBe(
      'n,"te""xt",e,l\n0,"a,""0",x,"[0,null]"\n1,"a,""1","","[1,null]"\n2,"a,""2",,"[2,null]"\n',
    );
    const parsed = await bench.table('back.csv', Buffer.concat(await download('csv')));
    expect([parsed.length, parsed[5999]?.n, parsed[5999]?.raw]).toEqual([6000, 5999, 'YjU5OTk=']);
  });

  it('are Arrow that Arrow reads, with every type', async () => {
    const table = tableFromIPC(Buffer.concat(await download('arrow')));
    expect(table.numRows).toBe(6000);
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'n: Int64',
      'te"xt: Utf8',
      'e: Utf8',
      'l: List<Int64>',
      'st: Struct<{a:Float64, b:Utf8}>',
      'm: List<Struct<{key:Utf8, value:Int64}>>',
      'yes: Bool',
      'dec: Decimal[20e+2]',
      'd: Date32<DAY>',
      'ts: Timestamp<MICROSECOND>',
      'tm: Time64<MICROSECOND>',
      'raw: Binary',
      'f: Float32',
      'big: Int64',
      'u: Uint64',
      'ut: Uint8',
    ]);
    expect(table.schema.metadata.get('huggingface')).toContain('"features"');
    const back = await bench.table('back.arrow', Buffer.concat(await download('arrow')));
    expect(back).toHaveLength(6000);
    const same = await jsonl();
    for (const row of [0, 1, 2, 2999, 3000, 5999]) expect(back[row]).toEqual(same[row]);
  });

  it('are Parquet with the same rows, gone from the disk afterwards', async () => {
    const bytes = Buffer.concat(await download('parquet', { where: '"n" >= 10' }));
    const back = await bench.table('back.parquet', bytes);
    expect(back).toHaveLength(5990);
    expect(back[0]).toEqual((await jsonl({ where: '"n" >= 10' }, { length: 1 }))[0]);
    await expect(stat(outFile)).rejects.toThrow('ENOENT');
  });

  it('have no rows where none match', async () => {
    const nothing = { where: '"n" < 0' };
    expect(Buffer.concat(await download('jsonl', nothing)).toString()).toBe('');
    expect(tableFromIPC(Buffer.concat(await download('arrow', nothing))).numRows).toBe(0);
    expect(Buffer.concat(await download('csv', nothing, { columns: columns.slice(0, 1) })).toString()).toBe(
      'n\n',
    );
  });

  it('read one cell whole', async () => {
    const cell = (column: string, row: number) =>
      reader.use(
        files.map(({ path }) => path),
        (connection) => readCell(connection, { files, row, column }),
      );
    const text = async (column: string, row: number) => {
      const found = await cell(column, row);
      return found && [found.kind, Buffer.from(found.bytes).toString()];
    };
    expect(await text('te"xt', 3001)).toEqual(['text', 'a,"3001']);
    expect(await text('raw', 5999)).toEqual(['binary', 'b5999']);
    expect(await text('st', 1)).toEqual(['json', '{"a":1.0,"b":null}']);
    expect(await text('e', 2)).toEqual(['json', 'null']);
    expect(await cell('e', 6000)).toBeNull();
  });
});
