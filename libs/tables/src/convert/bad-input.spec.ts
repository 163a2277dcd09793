import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { RowhouseError } from '@rowhouse/contract';
import { vegaFile, Workbench } from '../testing/workbench.js';
import { explainFailure } from './failure.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i},x`).join('\n');

describe('bad input', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const failure = async (
    name: string,
    content: string | Uint8Array,
    options = {},
  ): Promise<RowhouseError> => {
    const file = await bench.upload(name, content);
    const error: unknown = await bench.convert([file], options).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RowhouseError);
    const { message } = error as RowhouseError;
    expect(message).toContain(name);
    expect(message).not.toContain(bench.folder);
    expect(message).not.toMatch(/duckdb|read_csv|auto-detected/i);
    return error as RowhouseError;
  };

  it.each<[string, string, string | Uint8Array, string, RegExp]>([
    ['an empty file', 'a.csv', '', 'EmptyDatasetError', /0 bytes/],
    ['an empty gzip', 'a.csv.gz', '', 'EmptyDatasetError', /0 bytes/],
    ['an empty file in a gzip', 'a.csv.gz', gzipSync(''), 'EmptyDatasetError', /0 bytes/],
    ['a byte order mark alone', 'a.csv', '\ufeff', 'DatasetGenerationError', /blank lines/],
    ['blank lines', 'a.csv', '\n\n \n', 'DatasetGenerationError', /blank lines/],
    [
      'a short line',
      'a.csv',
      'a,b,c\n1,2,3\n4,5\n6,7,8\n',
      'DatasetGenerationError',
      /line 3 has 2 values, the header has 3/,
    ],
    [
      'a long line',
      'a.csv',
      'a,b\n1,2\n3,4,5\n',
      'DatasetGenerationError',
      /line 3 has 3 values, the header has 2/,
    ],
    [
      'a header that is too long',
      'a.csv',
      'a,b,c\n1,2\n3,4\n5,6\n',
      'DatasetGenerationError',
      /line 2 has 2 values, the header has 3/,
    ],
    [
      'a short line far down',
      'a.csv',
      `a,b\n${rows(60_000)}\n7\n`,
      'DatasetGenerationError',
      /line 60002 has 1 values?, the header has 2/,
    ],
    [
      'a line too long for memory',
      'a.csv',
      `a,b\n1,${'x'.repeat(17_000_000)}\n`,
      'DatasetGenerationError',
      /line 2 is longer than 16 MiB/,
    ],
    ['an open quote', 'a.csv', 'a,b\n1,"x"\n2,"open\n3,z\n', 'DatasetGenerationError', /line 3.*quote/],
    [
      'broken UTF-8 in CSV',
      'a.csv',
      latin1('a,b\n1,x\n2,\xff\xfe\n3,y\n'),
      'DatasetGenerationError',
      /line 3 is not valid UTF-8/,
    ],
    [
      'broken UTF-8 far down',
      'a.csv',
      latin1(`a,b\n${rows(60_000)}\n7,\xff\n`),
      'DatasetGenerationError',
      /line 60002 is not valid UTF-8/,
    ],
    [
      'broken UTF-8 in JSON Lines',
      'a.jsonl',
      latin1('{"a":"x"}\n{"a":"\xff"}\n'),
      'DatasetGenerationError',
      /line 2: byte 7 is not valid UTF-8/,
    ],
    ['broken JSON', 'a.json', '[{"a":1},{"a":2,]', 'DatasetGenerationError', /position 16/],
    ['truncated JSON', 'a.json', '[{"a":1},{"a":2},{"a"', 'DatasetGenerationError', /not valid JSON/],
    ['a broken line', 'a.jsonl', '{"a":1}\n{"a":2\n{"a":3}\n', 'DatasetGenerationError', /line 2/],
    [
      'a broken line whose brackets match',
      'a.jsonl',
      '{"a":1}\n{"a" 2}\n',
      'DatasetGenerationError',
      /line 2/,
    ],
    ['no records', 'a.json', '[]', 'DatasetGenerationError', /no record/],
    [
      'deep nesting',
      'a.json',
      '['.repeat(100_000) + ']'.repeat(100_000),
      'DatasetGenerationError',
      /500 levels/,
    ],
    [
      'columns of unequal length',
      'a.json',
      '{"a":[1,2],"b":[1]}',
      'DatasetGenerationError',
      /different lengths/,
    ],
    ['JSON named CSV', 'a.csv', '[{"a":1}]', 'FileFormatMismatch', /like CSV.*JSON/],
    ['CSV named JSON', 'a.json', 'a,b\n1,2\n', 'FileFormatMismatch', /like JSON.*text/],
    ['text named Parquet', 'a.parquet', 'a,b\n1,2\n', 'FileFormatMismatch', /like Parquet.*text/],
    ['a ZIP named CSV', 'a.csv', 'PK\x03\x04rest', 'FileFormatMismatch', /ZIP/],
    ['text named gzip', 'a.csv.gz', 'a,b\n1,2\n', 'FileFormatMismatch', /gzip.*text/],
    ['UTF-16', 'a.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'FileFormatMismatch', /UTF-16/],
    ['an unknown name', 'a.xyz', 'a,b\n1,2\n', 'DatasetGenerationError', /name/],
    ['Parquet that is only a mark', 'a.parquet', 'PAR1', 'DatasetGenerationError', /truncated/],
  ])('%s', async (_, name, content, code, message) => {
    const error = await failure(name, content);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('a truncated, a broken and a torn Parquet file', async () => {
    const whole = await readFile((await vegaFile('flights-3m.parquet')).path);
    expect((await failure('a.parquet', whole.subarray(0, 1_000_000))).message).toMatch(/truncated/);
    const broken = Buffer.from(whole);
    broken.fill(0xa5, 1000, 400_000);
    expect((await failure('b.parquet', broken)).message).toMatch(/corrupt/);
    const torn = Buffer.concat([whole.subarray(0, 1_000_000), whole.subarray(-100_000)]);
    expect((await failure('c.parquet', torn)).code).toBe('DatasetGenerationError');
  });

  it('a gzip bomb', async () => {
    const bomb = gzipSync(`a\n${'1\n'.repeat(1_000_000)}`);
    const error = await failure('bomb.csv.gz', bomb, { maxUnpackedBytes: 100_000 });
    expect(error).toMatchObject({ code: 'TooBigContentError', details: { limit: 100_000 } });
  });

  it('a cancelled conversion ends soon and leaves nothing behind', async () => {
    const controller = new AbortController();
    const outDir = bench.path('cancelled');
    const file = await vegaFile('flights-3m.parquet');
    const converting = bench.convert([file], { outDir, signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(converting).rejects.toMatchObject({ code: 'StepCancelledError', retryable: true });
    await expect(readdir(outDir)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(bench.engine.scratchDir)).toEqual([]);
  });

  it('a full disk, as DuckDB and as Node tell it', async () => {
    const file = await bench.upload('a.csv', 'a\n1\n');
    for (const error of [
      new Error('IO Error: Could not write file "/secret/x.parquet": No space left on device'),
      Object.assign(new Error('write'), { code: 'ENOSPC' }),
    ]) {
      const explained = await explainFailure(error, [{ file }]);
      expect(explained).toMatchObject({ code: 'StorageFull', status: 507, retryable: true });
      expect((explained as Error).message).not.toContain('secret');
    }
  });
});

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
