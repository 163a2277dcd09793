import type { Feature, FeatureColumn } from '@rowhouse/contract';
import type { TableEngine } from '../../engine/table-engine.js';
import type { PageFile } from '../../page/slices.js';
import { Terms } from '../terms/terms.js';
import { cellTexts, textColumns } from './cell-texts.js';
import { maxOwnColumns } from './index-format.js';
import { IndexWriter } from './index-writer.js';
import { readCells } from './read-cells.js';

export interface SearchIndexRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  /** The index file to make. */
  path: string;
  signal?: AbortSignal;
  /** Gets 0 to 1. */
  onProgress?: (fraction: number) => void;
}

/** The part of the work that reading is; the rest is merging. */
const reading = 0.9;

/** Between two texts of a cell: no query holds it, so no phrase reaches from one into the other. */
const gap = ' \ue000 ';

/**
 * Makes the full text index of a split from all of its rows. Memory stays within about 150 MB beside DuckDB's; the file
 * needs about three times its final size while it is made.
 */
export async function buildSearchIndex(engine: TableEngine, request: SearchIndexRequest): Promise<void> {
  const { files, path, signal, onProgress } = request;
  const columns = textColumns(request.columns);
  const numRows = files.reduce((sum, file) => sum + file.numRows, 0);
  const writer = new IndexWriter(path, columns.length);
  const terms = new Terms();
  let first = 0;
  let done = 0;
  try {
    for (const file of files) {
      await engine.use(
        (connection) =>
          readCells(
            connection,
            file,
            columns.map(({ name }) => name),
            (row, cell) => {
              const texts = columns.map(({ type }, index) => indexText(terms, type, cell(index)));
              writer.add(first + row, sharingTheLast(texts));
              done++;
            },
            () => {
              signal?.throwIfAborted();
              onProgress?.((done / Math.max(numRows, 1)) * reading);
            },
          ),
        signal,
      );
      first += file.numRows;
    }
    await writer.finish(() => signal?.throwIfAborted());
    onProgress?.(1);
  } finally {
    writer.close();
  }
}

/** What the index gets of a cell; `null` where there is no text. */
function indexText(terms: Terms, type: Feature, cell: unknown): string | null {
  const texts = cellTexts(type, cell).map(({ text }) => terms.indexText(text));
  return texts.length === 0 ? null : texts.join(gap);
}

function sharingTheLast(texts: (string | null)[]): (string | null)[] {
  if (texts.length <= maxOwnColumns) return texts;
  const shared = texts.slice(maxOwnColumns - 1).filter((text) => text !== null);
  return [...texts.slice(0, maxOwnColumns - 1), shared.join(gap)];
}
