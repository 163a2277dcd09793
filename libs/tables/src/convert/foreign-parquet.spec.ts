import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { RowhouseError } from '@rowhouse/contract';
import { firstRows } from '../preview/first-rows.js';
import { describe as describeSplit } from '../statistics/describe.js';
import { Workbench } from '../testing/workbench.js';
import type { ConvertedSplit } from './convert.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(120_000);

const fixture = (name: string) => readFile(new URL(`../testing/parquet/${name}`, import.meta.url));

describe('Parquet of other writers', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const convert = async (content: Uint8Array, name = 'x.parquet'): Promise<ConvertedSplit> =>
    bench.convert([await bench.upload(name, content)]);
  const failure = async (content: Uint8Array): Promise<RowhouseError> => {
    const error: unknown = await convert(content).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RowhouseError);
    return error as RowhouseError;
  };
  /** All columns described, none failed. */
  const described = async (split: ConvertedSplit): Promise<string[]> => {
    const failed: string[] = [];
    const { statistics } = await describeSplit(bench.engine, {
      ...split,
      onColumnFailed: (name) => failed.push(name),
    });
    expect(failed).toEqual([]);
    return statistics.map(({ column_name }) => column_name);
  };

  it.each(['none', 'brotli', 'lz4'])('of every type, compressed by %s', async (codec) => {
    const split = await convert(await fixture(`types-${codec}.parquet`));
    const rows = await bench.rows(split);
    expect(rows[0]).toEqual({
      ...Object.fromEntries(
        ['int8', 'int16', 'int32', 'int64'].flatMap((t) => [
          [t, 1],
          [`u${t}`, 1],
        ]),
      ),
      ...{ bool: true, nothing: null, half: 1.5, float: 1.5, double: 1.5 },
      ...{ decimal_int32: '1.25', decimal_int64: '1.25', decimal_fixed: '1.25' },
      ...{ date32: '2020-01-02', date64: '2020-01-02' },
      ...{ time_ms: '03:04:05', time_us: '03:04:05.000006', time_ns: '03:04:05' },
      ts_s: '2020-01-02T03:04:05',
      ts_ms: '2020-01-02T03:04:05.678000',
      ts_us: '2020-01-02T03:04:05.678901',
      ts_ns: '2020-01-02T03:04:05.678901234',
      ts_tz: '2020-01-02T03:04:05.678901+00:00',
      duration: 5_000_000,
      ...{ string: 'é😀', large_string: 'x', dictionary: 'x', binary: 'AP8=', fixed: 'MTIzNA==' },
      uuid: '00000000-0000-0000-0000-000000000001',
      // NaN is no JSON, so the text stays one.
      json: '{"a": [1, NaN]}',
      ...{ list: [1, null], large_list: [1], fixed_list: [1, 2], struct: { a: 1, b: { c: 'x' } } },
      map: [{ key: 'k', value: 1 }],
      list_of_structs: [{ a: 1 }, null],
    });
    expect(Object.values(rows[1] ?? {}).filter((cell) => cell !== null)).toEqual([]);
    expect(await described(split)).toHaveLength(40);
    // Decimals of 60 digits, which would be read wrongly.
    expect(split.notes).toEqual([expect.stringContaining("more than 38 digits: 'decimal_256'")]);
  });

  it('with encodings of version 2 and timestamps of 96 bits', async () => {
    const moment = '2020-01-02T03:04:05.678901';
    expect(await bench.rows(await convert(await fixture('encodings.parquet')))).toEqual([
      { i: 3, s: 'b', f: 1.5, t: moment },
      { i: 1, s: 'ba', f: 2.5, t: moment },
      { i: 2, s: 'bad', f: 3.5, t: moment },
    ]);
    const old = await bench.rows(await convert(await fixture('int96.parquet')));
    expect(old).toEqual([{ t: moment }, { t: moment }, { t: moment }]);
  });

  it('with duplicate names', async () => {
    const split = await convert(await fixture('duplicate-names.parquet'));
    expect(Object.values((await bench.rows(split))[0] ?? {})).toEqual([1, 2, 'x', 3]);
    expect(new Set(split.columns.map(({ name }) => name.toLowerCase())).size).toBe(4);
  });

  it('nested forty levels deep: kept as JSON', async () => {
    const split = await convert(await fixture('deep.parquet'));
    expect(split.columns[0]?.type).toEqual({ _type: 'Json' });
    const text = JSON.stringify((await bench.rows(split))[0]?.deep);
    expect(text).toBe(`${'[{"s":'.repeat(20)}1${'}]'.repeat(20)}`);
    expect((await firstRows(bench.engine, split)).rows).toHaveLength(1);
    expect(await described(split)).toEqual(['deep']);
  });

  it('encrypted: a code that says so, and of one encrypted column the others', async () => {
    const error = await failure(await fixture('encrypted.parquet'));
    expect(error.code).toBe('EncryptedParquetError');
    expect(error.message).toMatch(/'x.parquet'.*encrypted.*Decrypt it/);
    const split = await convert(await fixture('encrypted-column.parquet'));
    expect(await bench.rows(split)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(split.notes).toEqual([
      "Columns of 'x.parquet' were left out because they are encrypted: 'secret'.",
    ]);
  });

  it('cut at any place, or with any byte of its footer changed, it never crashes', async () => {
    const whole = await fixture('encodings.parquet');
    for (let length = 1; length < whole.length; length += 97) {
      const { code } = await failure(whole.subarray(0, length));
      expect(['DatasetGenerationError', 'FileFormatMismatch']).toContain(code);
    }
    const footer = whole.length - 8 - whole.readUInt32LE(whole.length - 8);
    for (let at = footer; at < whole.length; at += 13) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 0xff;
      // Some bytes are names or numbers that may as well be others.
      const error = await convert(changed).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error) expect(error).toBeInstanceOf(RowhouseError);
    }
  });

  it('of the wrong magic, and with a broken page', async () => {
    const whole = await fixture('types-none.parquet');
    const headless = Buffer.from(whole);
    headless.write('ROWS', 0);
    expect((await failure(headless)).code).toBe('FileFormatMismatch');
    const tailless = Buffer.from(whole);
    tailless.write('ROWS', whole.length - 4);
    expect((await failure(tailless)).message).toMatch(/truncated/);
    const torn = Buffer.from(await fixture('types-brotli.parquet'));
    torn.fill(0xa5, 8, 2000);
    expect(await failure(torn)).toMatchObject({
      code: 'DatasetGenerationError',
      message: expect.stringMatching(/corrupt/),
    });
  });
});
