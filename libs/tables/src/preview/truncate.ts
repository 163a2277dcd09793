import type { RowItem } from '@rowhouse/contract';

const COMMA = 1;

export interface PreviewLimits {
  /** Bytes of JSON of all rows together. */
  maxBytes: number;
  /** Rows that are shown even when they are too big. */
  minRows: number;
  /** A longer cell may be cut to this many bytes of its JSON. */
  minCellBytes: number;
}

/** Bytes of an item in a JSON array, with its comma. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + COMMA;
}

/**
 * Cuts long cells, last row first, until the rows fit. A cut cell becomes the beginning of its
 * JSON, as a string, and is listed in `truncated_cells`. Many columns can still exceed the limit.
 */
export function truncateRows(
  rows: readonly RowItem[],
  limits: PreviewLimits,
  untouched: ReadonlySet<string>,
): RowItem[] {
  const result = [...rows];
  let bytes = rows.reduce((sum, row) => sum + jsonBytes(row), 0);
  for (let index = rows.length - 1; index >= 0 && bytes >= limits.maxBytes; index--) {
    const before = rows[index] as RowItem;
    const after = truncateRow(before, limits.minCellBytes, untouched);
    bytes += jsonBytes(after) - jsonBytes(before);
    result[index] = after;
  }
  return result;
}

function truncateRow(item: RowItem, maxBytes: number, untouched: ReadonlySet<string>): RowItem {
  const row: Record<string, unknown> = Object.create(null);
  const truncated: string[] = [];
  for (const [name, cell] of Object.entries(item.row)) {
    const json = untouched.has(name) ? '' : JSON.stringify(cell);
    const fits = Buffer.byteLength(json) <= maxBytes;
    row[name] = fits ? cell : cutText(json, maxBytes);
    if (!fits) truncated.push(name);
  }
  return { row_idx: item.row_idx, row, truncated_cells: truncated };
}

/** The longest beginning of a text that fits, without half a character. */
export function cutText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text.slice(0, maxBytes));
  let end = Math.min(maxBytes, bytes.length);
  while (end > 0 && end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
