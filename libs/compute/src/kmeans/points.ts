/** Points of a clustering: column after column in shared memory, centred by the columns' means to save digits of f32. */
export interface Points {
  rows: number;
  dimensions: number;
  /** Column `d` begins at `d * rows`. */
  values: Float32Array;
  means: Float64Array;
  /** What each column was divided by; 1 without scaling. */
  scales: Float64Array;
}

export type Scaling = 'none' | 'standard';

/** Makes points of columns. `standard` gives each column a standard deviation of 1; a constant one stays as it is. */
export function pointsOf(columns: readonly Float64Array[], scaling: Scaling): Points {
  const rows = columns[0]?.length ?? 0;
  const values = new Float32Array(new SharedArrayBuffer(rows * columns.length * 4));
  const means = new Float64Array(columns.length);
  const scales = new Float64Array(columns.length).fill(1);
  for (const [d, column] of columns.entries()) {
    let sum = 0;
    for (const value of column) sum += value;
    const mean = sum / rows;
    let squares = 0;
    for (const value of column) squares += (value - mean) ** 2;
    const scale = scaling === 'standard' ? Math.sqrt(squares / rows) || 1 : 1;
    for (let row = 0; row < rows; row++) values[d * rows + row] = ((column[row] as number) - mean) / scale;
    means[d] = mean;
    scales[d] = scale;
  }
  return { rows, dimensions: columns.length, values, means, scales };
}

/** A centroid in the units of the columns. */
export function inColumnUnits({ means, scales }: Points, centroid: ArrayLike<number>): number[] {
  return Array.from(centroid, (value, d) => value * (scales[d] as number) + (means[d] as number));
}
