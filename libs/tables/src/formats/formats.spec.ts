import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { Workbench } from '../testing/workbench.js';
import { sniffContent } from './file-content.js';
import { formatOfName } from './file-name.js';
import { gunzipFile } from './gunzip.js';
import { compareNaturally } from './natural-order.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('formatOfName', () => {
  it.each([
    ['train.csv', 'csv', false],
    ['data/TRAIN.CSV.GZ', 'csv', true],
    ['a.tab', 'tsv', false],
    ['a.ndjson', 'json', false],
    ['a.jsonl.gz', 'json', true],
    ['a.feather', 'arrow', false],
    ['a.pq', 'parquet', false],
  ])('%s is %s', (name, format, gzipped) => {
    expect(formatOfName(name)).toMatchObject({ format, gzipped });
  });

  it.each(['README.md', 'a.constructor', 'csv', 'a.csv.zip', '.gz', 'a.csv/', ''])(
    '%j is no table',
    (name) => {
      expect(formatOfName(name)).toBeNull();
    },
  );
});

describe('compareNaturally', () => {
  it('orders numbers by value', () => {
    const names = [
      'part-10',
      'part-2',
      'part-1',
      'part-02',
      'Part-3',
      'part-2-b',
      '99999999999999999999',
      '100',
    ];
    expect(names.sort(compareNaturally)).toEqual([
      '100',
      '99999999999999999999',
      'Part-3',
      'part-1',
      'part-02',
      'part-2',
      'part-2-b',
      'part-10',
    ]);
  });
});

describe('sniffContent', () => {
  it.each([
    ['PAR1....', 'Parquet'],
    ['ARROW1\0\0', 'Arrow IPC'],
    ['PK\x03\x04', 'a ZIP archive (or an Excel workbook)'],
    ['\x1f\x8b', 'gzip'],
    ['  {"a": 1}', 'JSON'],
    ['\ufeff[{"a":1}]', 'JSON'],
    ['[[1]]', 'JSON'],
    ['[ null, 1]', 'JSON'],
    ['[nullable],b', 'text'],
    ['{}', 'JSON'],
    ['a,b\n1,2\n', 'text'],
    ['<!DOCTYPE html>', 'HTML or XML'],
    ['a\0b', 'binary data'],
  ])('%j is %s', (content, found) => {
    expect(sniffContent(Buffer.from(content, content.startsWith('\ufeff') ? 'utf8' : 'latin1')).found).toBe(
      found,
    );
  });
});

describe('gunzipFile', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const unpack = async (content: Uint8Array, maxBytes = 1e6) => {
    const source = { path: bench.path('packed'), name: 'x.csv.gz' };
    await writeFile(source.path, content);
    return gunzipFile(source, bench.path('unpacked'), { maxBytes });
  };

  it('reads several members one after the other', async () => {
    await expect(unpack(Buffer.concat([gzipSync('a\n'), gzipSync('1\n')]))).resolves.toEqual({ size: 4 });
  });

  it('names a truncated file', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 9999 }, (_, i) => `${i * 7919}`).join()));
    await expect(unpack(packed.subarray(0, packed.length / 2))).rejects.toMatchObject({
      code: 'DatasetGenerationError',
      message: expect.stringMatching(/'x.csv.gz'.*gzip data ends too early/),
    });
  });

  it('names a corrupt file', async () => {
    const packed = gzipSync('a,b\n1,2\n');
    packed[packed.length - 6] = (packed[packed.length - 6] as number) ^ 0xff;
    await expect(unpack(packed)).rejects.toMatchObject({ message: expect.stringContaining('corrupt') });
  });

  it('stops a bomb at the limit', async () => {
    await expect(unpack(gzipSync(Buffer.alloc(20_000_000)), 1_000_000)).rejects.toMatchObject({
      code: 'TooBigContentError',
      details: { limit: 1_000_000 },
    });
  });
});
