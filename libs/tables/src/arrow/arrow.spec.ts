import { readFile } from 'node:fs/promises';
import { zstdCompressSync } from 'node:zlib';
import { jest } from '@jest/globals';
import {
  Bool,
  CompressionType,
  compressionRegistry,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Int8,
  Int32,
  Int64,
  List,
  Map_,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Table,
  TimeMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  tableFromIPC,
  tableToIPC,
  Uint64,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { dtypes, vegaFile, Workbench } from '../testing/workbench.js';
import { decodeLz4Frame } from './lz4.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('Arrow IPC', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  it('keeps every row and type of a real file, in order', async () => {
    const file = await vegaFile('flights-200k.arrow');
    const source = tableFromIPC(await readFile(file.path));
    const split = await bench.convert([file]);
    expect(split.numRows).toBe(source.numRows);
    expect(dtypes(split)).toEqual({ delay: 'int16', distance: 'int16', time: 'float32' });
    const rows = await bench.rows(split);
    for (const name of ['delay', 'distance']) {
      expect(rows.map((row) => row[name])).toEqual([...(source.getChild(name) ?? [])]);
    }
    expect(rows.map((row) => Math.fround(row.time as number))).toEqual([...(source.getChild('time') ?? [])]);
  });

  it('reads the stream format, many batches and gzip', async () => {
    const source = tableFromIPC(await readFile((await vegaFile('flights-200k.arrow')).path)).slice(0, 9000);
    const batches = Array.from(
      { length: 9 },
      (_, i) => source.slice(i * 1000, (i + 1) * 1000).batches,
    ).flat();
    const expected = [...(source.getChild('distance') ?? [])];
    for (const [name, writer] of [
      ['s.arrow', RecordBatchStreamWriter.writeAll(batches)],
      ['f.feather', RecordBatchFileWriter.writeAll(batches)],
    ] as const) {
      const rows = await bench.table(name, await writer.toUint8Array());
      expect(rows.map(({ distance }) => distance)).toEqual(expected);
    }
  });

  it('keeps types and nulls', async () => {
    const point = new Struct<{ x: Int32; name: Utf8 }>([
      new Field('x', new Int32(), true),
      new Field('name', new Utf8(), true),
    ]);
    const table = new Table({
      i8: vectorFromArray([1, null, -128], new Int8()),
      i64: vectorFromArray([9007199254740993n, null, -1n], new Int64()),
      u64: vectorFromArray([18446744073709551615n, null, 0n], new Uint64()),
      f32: vectorFromArray([0.1, null, 2.5], new Float32()),
      yes: vectorFromArray([true, null, false], new Bool()),
      text: vectorFromArray(['ä', null, ''], new Utf8()),
      word: vectorFromArray(['red', null, 'blue'], new Dictionary(new Utf8(), new Int32())),
      day: vectorFromArray([new Date('2016-07-01'), null, new Date('1969-12-31')], new DateDay()),
      ms: vectorFromArray([Date.parse('2016-07-01T00:00:00.250Z'), null, -1], new TimestampMillisecond()),
      ns: vectorFromArray([1000, null, 0], new TimestampNanosecond()),
      time: vectorFromArray([3_600_000_001n, null, 0n], new TimeMicrosecond()),
      list: vectorFromArray([[1, null], null, []], new List(new Field('item', new Int32(), true))),
      pair: vectorFromArray(
        [[1, 2], null, [3, 4]],
        new FixedSizeList(2, new Field('item', new Int32(), true)),
      ),
      point: vectorFromArray([{ x: 1, name: 'a' }, null, { x: null, name: 'c' }], point),
    });
    const split = await bench.convert([await bench.upload('t.arrow', tableToIPC(table, 'file'))]);
    expect(dtypes(split)).toEqual({
      i8: 'int8',
      i64: 'int64',
      u64: 'uint64',
      f32: 'float32',
      yes: 'bool',
      text: 'string',
      word: 'string',
      day: 'date32',
      ms: 'timestamp[ms]',
      ns: 'timestamp[ns]',
      time: 'time64[us]',
      list: { _type: 'List', feature: { _type: 'Value', dtype: 'int32' } },
      pair: { _type: 'List', feature: { _type: 'Value', dtype: 'int32' }, length: 2 },
      point: { x: { _type: 'Value', dtype: 'int32' }, name: { _type: 'Value', dtype: 'string' } },
    });
    const [first, second, third] = await bench.rows(split);
    expect(first).toMatchObject({
      i8: 1,
      f32: 0.1,
      yes: true,
      text: 'ä',
      word: 'red',
      day: '2016-07-01',
      ms: '2016-07-01T00:00:00.250000',
      time: '01:00:00.000001',
      list: [1, null],
      pair: [1, 2],
      point: { x: 1, name: 'a' },
    });
    expect(new Set(Object.values(second ?? {}))).toEqual(new Set([null]));
    expect(third).toMatchObject({
      day: '1969-12-31',
      ms: '1969-12-31T23:59:59.999000',
      list: [],
      point: { x: null },
    });
  });

  it('keeps decimals and maps', async () => {
    const decimals = vectorFromArray(
      [new Uint32Array([12345, 0, 0, 0]), new Uint32Array([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff])],
      new Decimal(2, 10, 128),
    );
    const entries = new Struct<{ key: Utf8; value: Int32 }>([
      new Field('key', new Utf8(), false),
      new Field('value', new Int32(), true),
    ]);
    const maps = vectorFromArray([new Map([['a', 1]]), null], new Map_(new Field('entries', entries, false)));
    const rows = await bench.table('d.arrow', tableToIPC(new Table({ decimals, maps }), 'stream'));
    expect(rows).toEqual([
      { decimals: '123.45', maps: [{ key: 'a', value: 1 }] },
      { decimals: '-0.01', maps: null },
    ]);
  });

  it('reads ZSTD and LZ4 compressed buffers', async () => {
    const source = tableFromIPC(await readFile((await vegaFile('flights-200k.arrow')).path)).slice(0, 5000);
    const expected = [...(source.getChild('distance') ?? [])];
    const codecs = [
      [CompressionType.ZSTD, (data: Uint8Array) => zstdCompressSync(data)],
      [CompressionType.LZ4_FRAME, encodeLz4],
    ] as const;
    for (const [compressionType, encode] of codecs) {
      compressionRegistry.set(compressionType, { encode });
      const writer = new RecordBatchStreamWriter({ compressionType });
      const bytes = await writer.writeAll(source).toUint8Array();
      expect(Buffer.from(bytes).byteLength).not.toBe(tableToIPC(source, 'stream').byteLength);
      const rows = await bench.table('c.arrow', bytes);
      expect(rows.map(({ distance }) => distance)).toEqual(expected);
    }
  });

  it('names a truncated file and a type without a counterpart', async () => {
    const bytes = await readFile((await vegaFile('flights-200k.arrow')).path);
    const stream = tableToIPC(tableFromIPC(bytes), 'stream');
    for (const cut of [bytes.subarray(0, 900_000), stream.subarray(0, 900_000)]) {
      await expect(bench.convert([await bench.upload('cut.arrow', cut)])).rejects.toMatchObject({
        code: 'DatasetGenerationError',
        message: expect.stringMatching(/'cut.arrow'.*truncated/),
      });
    }
  });

  it('honours declared features', async () => {
    const table = tableFromIPC(tableToIPC(new Table({ label: vectorFromArray([0n, 1n], new Int64()) })));
    const features = { label: { _type: 'ClassLabel', names: ['no', 'yes'] } };
    const schema = new Schema(
      table.schema.fields,
      new Map([['huggingface', JSON.stringify({ info: { features } })]]),
    );
    const split = await bench.convert([
      await bench.upload('l.arrow', tableToIPC(new Table(schema, table.batches))),
    ]);
    expect(split.columns[0]?.type).toEqual(features.label);
  });
});

describe('decodeLz4Frame', () => {
  it('repeats overlapping matches', () => {
    // 1 literal 'a', then a match of 4 + 6 bytes at distance 1, then the literals 'bc'.
    const block = [0x16, 0x61, 0x01, 0x00, 0x20, 0x62, 0x63];
    expect(Buffer.from(decodeLz4Frame(frame(block))).toString()).toBe(`${'a'.repeat(11)}bc`);
  });

  it('refuses what is no frame, is cut or points before the start', () => {
    expect(() => decodeLz4Frame(new Uint8Array(20))).toThrow('not an LZ4 frame');
    expect(() => decodeLz4Frame(frame([0x10, 0x61]).subarray(0, 12))).toThrow();
    expect(() => decodeLz4Frame(frame([0x10, 0x61, 0x05, 0x00]))).toThrow('corrupt');
  });
});

function frame(block: number[]): Uint8Array {
  const size = [block.length & 0xff, block.length >> 8, 0, 0];
  return new Uint8Array([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, ...size, ...block, 0, 0, 0, 0]);
}

/** A frame of uncompressed blocks: legal LZ4, though not small. */
function encodeLz4(data: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [new Uint8Array([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82])];
  for (let at = 0; at < data.length; at += 65_536) {
    const block = data.subarray(at, at + 65_536);
    const header = Buffer.alloc(4);
    header.writeUInt32LE((block.length | 0x80000000) >>> 0);
    blocks.push(header, block);
  }
  return Buffer.concat([...blocks, new Uint8Array(4)]);
}
