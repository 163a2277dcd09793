import type { FeatureColumn, RowItem } from '@rowhouse/contract';
import type { TableEngine } from '../engine/table-engine.js';
import { isMedia } from '../media/media-feature.js';
import { readPage } from '../page/read-page.js';
import type { PageFile } from '../page/slices.js';
import { jsonBytes, type PreviewLimits, truncateRows } from './truncate.js';

const MAX_ROWS = 100;
const LIMITS: PreviewLimits = { maxBytes: 1_000_000, minRows: 10, minCellBytes: 100 };
/** A column with a larger share of links is a column of links. */
const URL_SHARE = 0.3;

export interface FirstRowsRequest {
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  signal?: AbortSignal;
  limits?: Partial<PreviewLimits>;
}

export interface FirstRowsResult {
  rows: RowItem[];
  /** True when the split has more rows than shown. */
  truncated: boolean;
}

/**
 * The first rows of a split, up to 100, that fit into the limits (Hugging Face's algorithm): if the
 * first ten are too big their cells are cut, else rows are added while they fit.
 */
export async function firstRows(engine: TableEngine, request: FirstRowsRequest): Promise<FirstRowsResult> {
  const { files, columns, signal } = request;
  const limits = { ...LIMITS, ...request.limits };
  const total = files.reduce((sum, { numRows }) => sum + numRows, 0);
  const rows: RowItem[] = [];
  let bytes = 0;
  // In steps: a hundred rows of huge cells would not fit into memory.
  while (rows.length < Math.min(MAX_ROWS, total)) {
    const length = Math.min(limits.minRows, MAX_ROWS - rows.length);
    const page = await readPage(engine, { files, columns, offset: rows.length, length, signal });
    const first = rows.length === 0;
    for (const row of page) {
      bytes += jsonBytes(row);
      if (!first && bytes >= limits.maxBytes) return { rows, truncated: true };
      rows.push(row);
    }
    if (first && bytes >= limits.maxBytes) {
      return { rows: truncateRows(rows, limits, linkColumns(columns, rows)), truncated: total > rows.length };
    }
    if (page.length === 0) break;
  }
  return { rows, truncated: total > rows.length };
}

/** A cut link leads nowhere, so media and text columns that mostly hold links stay whole. */
function linkColumns(columns: readonly FeatureColumn[], rows: readonly RowItem[]): Set<string> {
  const names = columns
    .filter(({ type }) => type._type === 'Value' && 'dtype' in type && type.dtype === 'string')
    .map(({ name }) => name);
  const media = columns.filter(isMedia).map(({ name }) => name);
  const ofLinks = names.filter((name) => {
    const links = rows.filter(({ row }) => typeof row[name] === 'string' && /^https?:\/\//.test(row[name]));
    return links.length > rows.length * URL_SHARE;
  });
  return new Set([...media, ...ofLinks]);
}
