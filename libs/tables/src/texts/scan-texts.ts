import type { FeatureColumn } from '@rowhouse/contract';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import { cellEncoder } from '../page/cell.js';
import type { PageFile } from '../page/slices.js';
import { cellTexts, textColumns } from '../search/index/cell-texts.js';

/** How far a scan goes; what lies beyond is left out and told. */
export interface TextScanLimits {
  rows: number;
  /** Columns that hold texts, the first ones. */
  columns: number;
  /** UTF-16 units of all texts together. */
  characters: number;
  /** UTF-16 units of one text. */
  charactersPerText: number;
}

export interface TextScanRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  limits: TextScanLimits;
  /** Gets every text with the number of its row in the split and the name of its column. */
  visit: (text: string, row: number, column: string) => void;
  signal?: AbortSignal;
  /** Gets 0 to 1. */
  onProgress?: (fraction: number) => void;
}

export interface TextScan {
  /** The names of the columns that were read. */
  columns: string[];
  numRows: number;
  /** False when a limit left out a text or a part of one. */
  complete: boolean;
}

/** Goes through the texts of a split, also those inside lists, structs and JSON, in the order of rows. */
export async function scanTexts(engine: TableEngine, request: TextScanRequest): Promise<TextScan> {
  const { files, limits, signal } = request;
  const all = textColumns(request.columns);
  const columns = all.slice(0, limits.columns);
  const total = files.reduce((sum, { numRows }) => sum + numRows, 0);
  const state: ScanState = { columns, row: 0, characters: 0, cut: columns.length < all.length };
  for (const file of columns.length === 0 ? [] : files) {
    const left = limits.rows - state.row;
    if (left <= 0 || state.characters >= limits.characters) break;
    await scanFile(engine, { path: file.path, numRows: Math.min(file.numRows, left) }, request, state, total);
    signal?.throwIfAborted();
  }
  const numRows = columns.length === 0 ? total : state.row;
  return {
    columns: columns.map(({ name }) => name),
    numRows,
    complete: !state.cut && numRows === total,
  };
}

interface ScanState {
  columns: readonly FeatureColumn[];
  row: number;
  characters: number;
  /** Something was left out within the rows that were read. */
  cut: boolean;
}

async function scanFile(
  engine: TableEngine,
  file: PageFile,
  { limits, visit, signal, onProgress }: TextScanRequest,
  state: ScanState,
  total: number,
): Promise<void> {
  const { columns } = state;
  const list = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  await engine.use(async (connection) => {
    const result = await connection.stream(
      `SELECT ${list} FROM read_parquet(${quotePath(file.path)}) LIMIT ${file.numRows}`,
    );
    const encoders = result.columnTypes().map(cellEncoder);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      const vectors = encoders.map((_encoder, column) => chunk.getColumnVector(column));
      for (let row = 0; row < chunk.rowCount; row++) {
        if (state.characters >= limits.characters) return;
        for (const [index, { name, type }] of columns.entries()) {
          const cell = encoders[index]?.(vectors[index]?.getItem(row) ?? null);
          for (const { text } of cellTexts(type, cell)) {
            state.cut ||= text.length > limits.charactersPerText;
            state.characters += Math.min(text.length, limits.charactersPerText);
            visit(text.slice(0, limits.charactersPerText), state.row, name);
          }
        }
        state.row++;
      }
      onProgress?.(state.row / Math.max(total, 1));
    }
  }, signal);
}
