import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';

/** Every query of a table costs time for each of its columns, some microseconds: with thousands it adds up. */
const columnsOfCopy = 100;
const wide = 3 * columnsOfCopy;

/** Up to so many rows the copies are tables in memory, of which a query costs half as much as of a file. */
const rowsInMemory = 50_000;

/** For each column the table to read it from: of a wide one, a scratch copy of a few columns that lives while they are asked for. */
export async function* narrowed(
  engine: TableEngine,
  { table, numRows }: { table: string; numRows: number },
  names: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<{ table: string; names: readonly string[] }> {
  if (names.length <= wide) {
    yield { table, names };
    return;
  }
  for (let from = 0; from < names.length; from += columnsOfCopy) {
    const some = names.slice(from, from + columnsOfCopy);
    const make = numRows <= rowsInMemory ? tableCopy : fileCopy;
    const copy = make(engine);
    try {
      const copied = await succeeds(
        engine,
        copy.sql(`SELECT ${some.map(quoteIdentifier).join(', ')} FROM ${table}`),
        signal,
      );
      yield { table: copied ? copy.name : table, names: some };
    } finally {
      await copy.remove();
    }
  }
}

interface NarrowCopy {
  /** What to read from, as SQL. */
  name: string;
  sql(select: string): string;
  remove(): Promise<unknown>;
}

function tableCopy(engine: TableEngine): NarrowCopy {
  const name = quoteIdentifier(`narrow-${randomUUID()}`);
  return {
    name,
    sql: (select) => `CREATE TABLE ${name} AS ${select}`,
    remove: () => engine.use((connection) => connection.run(`DROP TABLE IF EXISTS ${name}`)),
  };
}

function fileCopy(engine: TableEngine): NarrowCopy {
  const path = join(engine.scratchDir, `narrow-${randomUUID()}.parquet`);
  return {
    name: `read_parquet(${quotePath(path)})`,
    sql: (select) => `COPY (${select}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION lz4_raw)`,
    remove: () => rm(path, { force: true }),
  };
}

/** False when it can't be copied: one broken column must not take its neighbours along. */
async function succeeds(engine: TableEngine, sql: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await engine.use((connection) => connection.run(sql), signal);
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isNativeError(error)) throw error;
    return false;
  }
}
