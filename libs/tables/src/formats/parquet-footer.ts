import { open } from 'node:fs/promises';
import { ThriftReader, type ThriftShape, type ThriftStruct, type ThriftValue } from './thrift.js';

/** A larger footer is not looked into: it belongs to a file of very many row groups. */
const MAX_FOOTER_BYTES = 16 * 1024 * 1024;
/** DuckDB reads decimals of more digits as doubles, and wrongly. */
const MAX_DECIMAL_DIGITS = 38;
const DECIMAL = 5;
/**
 * What is looked at, by the field numbers of `parquet.thrift` in https://github.com/apache/parquet-format: of each element
 * of the schema its children, its type and precision; of the columns of the first row group whether they are encrypted.
 */
const looked: ThriftShape = {
  2: {
    fields: {
      5: 'value',
      6: 'value',
      8: 'value',
      10: { fields: { [DECIMAL]: { fields: { 2: 'value' } } } },
    },
  },
  4: { items: 1, fields: { 1: { fields: { 8: 'value' } } } },
};

/** What DuckDB does not say of a Parquet file, or can't read of it. */
export interface ParquetObstacles {
  /** True when the footer itself is encrypted: then nothing else is known. */
  encrypted: boolean;
  /** Why a top-level column can't be read, by its place in the file. */
  columns: ReadonlyMap<number, 'encrypted' | 'decimal'>;
}

const nothing: ParquetObstacles = { encrypted: false, columns: new Map() };

/** Looks into the footer for what keeps columns from being read. A footer that is broken is found out by DuckDB. */
export async function obstaclesIn(path: string): Promise<ParquetObstacles> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    const magic = tail.toString('latin1', 4);
    if (magic === 'PARE') return { ...nothing, encrypted: true };
    const length = tail.readUInt32LE(0);
    if (magic !== 'PAR1' || length > Math.min(MAX_FOOTER_BYTES, size - 12)) return nothing;
    const footer = Buffer.alloc(length);
    await file.read(footer, 0, length, size - 8 - length);
    return { encrypted: false, columns: obstaclesOf(new ThriftReader(footer).struct(looked)) };
  } catch (error) {
    if (error instanceof RangeError) return nothing;
    throw error;
  } finally {
    await file.close();
  }
}

function obstaclesOf(footer: ThriftStruct): ParquetObstacles['columns'] {
  const found = new Map<number, 'encrypted' | 'decimal'>();
  const [group] = structs(footer.get(4));
  const chunks = structs(group?.get(1));
  let leaf = 0;
  let column = -1;
  let left = 0;
  for (const element of structs(footer.get(2)).slice(1)) {
    if (left === 0) {
      column += 1;
      left = 1;
    }
    const children = Number(element.get(5) ?? 0);
    left += children - 1;
    if (children > 0) continue;
    // A column chunk with `crypto_metadata` is encrypted.
    if (chunks[leaf]?.has(8)) found.set(column, 'encrypted');
    else if (digitsOf(element) > MAX_DECIMAL_DIGITS) found.set(column, 'decimal');
    leaf += 1;
  }
  return found;
}

/** Digits of a decimal, by its old type or its new one; 0 of all else. */
function digitsOf(element: ThriftStruct): number {
  const old = element.get(6) === DECIMAL ? Number(element.get(8) ?? 0) : 0;
  const logical = element.get(10);
  const decimal = logical instanceof Map ? logical.get(DECIMAL) : undefined;
  if (!(decimal instanceof Map)) return old;
  return Math.max(old, Number(decimal.get(2) ?? element.get(8) ?? 0));
}

function structs(value: ThriftValue | undefined): readonly ThriftStruct[] {
  return Array.isArray(value) ? value : [];
}
