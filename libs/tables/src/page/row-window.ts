import type { DuckDBResult } from '@duckdb/node-api';
import { type CellEncoder, cellEncoder } from './cell.js';
import { readersOf } from './row-cursor.js';

/** The rows of a result, one at a time from the first to the last; one chunk of them in memory as values. */
export class RowWindow {
  readonly #encoders: readonly CellEncoder[];
  #readers: ((row: number) => unknown)[] = [];
  /** Of the chunk: its first row, and the row behind its last. */
  #first = 0;
  #end = 0;
  #row = 0;

  constructor(private readonly result: DuckDBResult) {
    this.#encoders = result.columnTypes().map(cellEncoder);
  }

  /** False past the last row. */
  async moveTo(row: number): Promise<boolean> {
    while (row >= this.#end) {
      const chunk = await this.result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return false;
      this.#first = this.#end;
      this.#end += chunk.rowCount;
      this.#readers = readersOf(chunk, this.#encoders);
    }
    this.#row = row - this.#first;
    return true;
  }

  /** Of the current row, as `JSON.stringify` prints it. */
  cell(column: number): unknown {
    return this.#readers[column]?.(this.#row);
  }
}
