/** A Parquet file of a split. */
export interface PageFile {
  path: string;
  numRows: number;
}

/** The rows of one file that a page needs. */
export interface FileSlice {
  path: string;
  /** First row within the file. */
  from: number;
  /** Last row within the file, included. */
  to: number;
  /** Row number of `from` in the split. */
  rowIdx: number;
}

/** Which rows of which files hold a page, in order; files that do not overlap it stay closed. */
export function slicesOf(files: readonly PageFile[], offset: number, length: number): FileSlice[] {
  const slices: FileSlice[] = [];
  let start = 0;
  for (const { path, numRows } of files) {
    const from = Math.max(offset - start, 0);
    const to = Math.min(offset + length - start, numRows) - 1;
    if (from <= to) slices.push({ path, from, to, rowIdx: start + from });
    start += numRows;
  }
  return slices;
}
