/** Rows in which every column has a finite number. */
export interface CompleteRows {
  columns: Float64Array[];
  /** Their places in the table. */
  rows: Uint32Array;
}

/** Leaves out rows in which a number is missing, NaN or infinite. */
export function completeRows(columns: readonly Float64Array[]): CompleteRows {
  const total = columns[0]?.length ?? 0;
  const kept = new Uint32Array(total);
  let count = 0;
  for (let row = 0; row < total; row++) {
    if (columns.every((column) => Number.isFinite(column[row]))) kept[count++] = row;
  }
  if (count === total) return { columns: [...columns], rows: kept };
  const rows = kept.slice(0, count);
  return {
    rows,
    columns: columns.map((column) =>
      Float64Array.from({ length: count }, (_, at) => column[rows[at] as number] as number),
    ),
  };
}
