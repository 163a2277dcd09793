import type { DuckDBResult } from '@duckdb/node-api';
import { cellEncoder } from '../page/cell.js';
import { readersOf } from '../page/row-cursor.js';

/** Bytes that are gathered before they are handed on. */
const pieceBytes = 256 * 1024;

/** Rows as JSON Lines, cells encoded as everywhere in the viewer. */
export async function* jsonLines(result: DuckDBResult, names: readonly string[]): AsyncGenerator<Uint8Array> {
  const keys = names.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  yield* lines(result, (readers, row) => {
    let line = '';
    for (const [index, key] of keys.entries()) line += key + JSON.stringify(readers[index]?.(row));
    return `${line}}\n`;
  });
}

/**
 * Rows as CSV (RFC 4180, with line feeds): cells encoded as everywhere in the viewer, lists and structs as JSON. NULL is
 * nothing, an empty text is `""`.
 */
export async function* csvLines(result: DuckDBResult, names: readonly string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${names.map(csvText).join(',')}\n`);
  yield* lines(result, (readers, row) => `${readers.map((read) => csvCell(read(row))).join(',')}\n`);
}

type Readers = ((row: number) => unknown)[];

async function* lines(
  result: DuckDBResult,
  lineOf: (readers: Readers, row: number) => string,
): AsyncGenerator<Uint8Array> {
  const encoders = result.columnTypes().map(cellEncoder);
  let text = '';
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const readers = readersOf(chunk, encoders);
    for (let row = 0; row < chunk.rowCount; row++) {
      text += lineOf(readers, row);
      if (text.length < pieceBytes) continue;
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return csvText(typeof value === 'string' ? value : JSON.stringify(value));
}

function csvText(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
