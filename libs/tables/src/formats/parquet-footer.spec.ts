import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainParquet } from '../convert/parquet.js';
import { obstaclesIn } from './parquet-footer.js';
import { ThriftReader } from './thrift.js';

/** Thrift's compact protocol: a byte of how many fields further and of the type, then the value; 0 ends a struct. */
const named = (name: string, ...more: number[]) => [0x48, 1, name.charCodeAt(0), ...more, 0];
const root = (children: number) => named('r', 0x15, 2 * children);
/** A decimal that only its logical type tells of: scale and precision in the fifth kind of field 10. */
const decimal = (digits: number) => named('d', 0x6c, 0x5c, 0x15, 0, 0x15, 2 * digits, 0, 0);
const list = (items: number[][]) => [0xfc, items.length & 127, ...items.flat()];
const group = (...chunks: number[][]) => [0x19, ...list(chunks), 0];
const plainChunk = [0];
const encryptedChunk = [0x8c, 0, 0];
const footerOf = (schema: number[][], groups: number[][]) =>
  Buffer.from([0x15, 2, 0x19, ...list(schema), 0x29, ...list(groups), 0]);

describe('obstaclesIn', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'footer-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const obstacles = async (footer: Buffer) => {
    const path = join(folder, 'x.parquet');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    await writeFile(path, Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')]));
    return [...(await obstaclesIn(path)).columns];
  };

  it('finds encrypted columns, and decimals that only their logical type tells of', async () => {
    const schema = [root(3), decimal(60), named('b'), decimal(38)];
    const groups = [group(plainChunk, encryptedChunk, plainChunk), group(encryptedChunk)];
    expect(await obstacles(footerOf(schema, groups))).toEqual([
      [0, 'decimal'],
      [1, 'encrypted'],
    ]);
  });

  it('finds nothing in a footer whose lists lie about their length', async () => {
    expect(await obstacles(Buffer.from([0x19, 0xfc, 0xff, 0xff, 0xff, 0x7f, 0]))).toEqual([]);
    expect(await obstacles(Buffer.from([0x19, 0xf1, 0xff, 0xff, 0xff, 0x7f, 1, 1]))).toEqual([]);
  });
});

describe('ThriftReader', () => {
  it('keeps what was asked for only', () => {
    const groups = Array.from({ length: 100 }, () => group(plainChunk, encryptedChunk));
    const footer = footerOf([root(2), named('a'), named('b')], groups);
    const shape = { 4: { items: 1, fields: { 1: { fields: { 8: 'value' as const } } } } };
    const read = new ThriftReader(footer).struct(shape);
    expect(read).toEqual(new Map([[4, [new Map([[1, [new Map(), new Map([[8, true]])]]])]]]));
  });

  it('refuses what is nested too deep', () => {
    for (const bytes of [
      Buffer.alloc(100, 0x1c),
      Buffer.concat([Buffer.from([0x19]), Buffer.alloc(100, 0x19)]),
    ])
      expect(() => new ThriftReader(bytes).struct({})).toThrow(RangeError);
  });
});

describe('explainParquet', () => {
  const file = { path: '/x', name: 'x.parquet', size: 1 };
  it.each([
    [
      "Invalid Input Error: File 'x' is encrypted, but 'encryption_config' was not set",
      'EncryptedParquetError',
    ],
    ['Invalid Error: can not read the column "is encrypted"', 'DatasetGenerationError'],
  ])('%s', (message, code) => {
    expect(explainParquet(new Error(message), file).code).toBe(code);
  });
});
