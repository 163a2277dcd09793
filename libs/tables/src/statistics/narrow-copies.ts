import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';

/** Every query of a table costs time for each of its columns, some microseconds: with thousands it adds up. */
const columnsOfCopy = 100;
const wide = 3 * columnsOfCopy;

/** For each column the table to read it from: of a wide one, a scratch copy of a few columns that lives while they are asked for. */
export async function* narrowed(
  engine: TableEngine,
  table: string,
  names: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<{ table: string; names: readonly string[] }> {
  if (names.length <= wide) {
    yield { table, names };
    return;
  }
  for (let from = 0; from < names.length; from += columnsOfCopy) {
    const some = names.slice(from, from + columnsOfCopy);
    const path = join(engine.scratchDir, `narrow-${randomUUID()}.parquet`);
    try {
      const copied = await copy(engine, table, some, path, signal);
      yield { table: copied ? `read_parquet(${quotePath(path)})` : table, names: some };
    } finally {
      await rm(path, { force: true });
    }
  }
}

/** False when it can't be copied: one broken column must not take its neighbours along. */
async function copy(
  engine: TableEngine,
  table: string,
  names: readonly string[],
  path: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const columns = names.map(quoteIdentifier).join(', ');
  try {
    await engine.use(
      (connection) =>
        connection.run(
          `COPY (SELECT ${columns} FROM ${table}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION lz4_raw)`,
        ),
      signal,
    );
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isNativeError(error)) throw error;
    return false;
  }
}
