import { hasRowNumberColumn } from '../features/memory-size.js';
import type { SourceRelation } from './source.js';

/** Output files of this many rows keep the metadata that a page read walks through small. */
export const ROWS_PER_FILE = 10_000_000;
/** Parquet packs about this well; row groups are sized by unpacked bytes. */
const PARQUET_RATIO = 3;

/** What goes into one output file. */
export interface Part {
  sources: { relation: SourceRelation; rows?: { from: number; to: number } }[];
  estimatedRows: number;
  /** Estimated unpacked bytes. */
  bytes: number;
}

/**
 * Spreads the sources over output files, in order. Only Parquet is cut inside a file: its row
 * ranges can be read on their own, others would have to be read from the start again.
 */
export function partsOf(relations: readonly SourceRelation[]): Part[] {
  const parts: Part[] = [];
  for (const relation of relations) {
    for (const piece of piecesOf(relation)) {
      const last = parts.at(-1);
      if (last && last.estimatedRows + piece.estimatedRows <= ROWS_PER_FILE) {
        last.sources.push(...piece.sources);
        last.estimatedRows += piece.estimatedRows;
        last.bytes += piece.bytes;
      } else parts.push(piece);
    }
  }
  return parts;
}

function piecesOf(relation: SourceRelation): Part[] {
  const { estimatedRows, file, guessed } = relation;
  const packed = /\.(parquet|pq)(\.gz)?$/i.test(file.name);
  const bytes = file.size * (packed ? PARQUET_RATIO : 1);
  if (guessed || !packed || estimatedRows <= ROWS_PER_FILE || hasRowNumberColumn(relation.columns)) {
    return [{ sources: [{ relation }], estimatedRows, bytes }];
  }
  return Array.from({ length: Math.ceil(estimatedRows / ROWS_PER_FILE) }, (_, index) => {
    const from = index * ROWS_PER_FILE;
    const to = Math.min(from + ROWS_PER_FILE, estimatedRows);
    return {
      sources: [{ relation, rows: { from, to } }],
      estimatedRows: to - from,
      bytes: (bytes * (to - from)) / estimatedRows,
    };
  });
}
