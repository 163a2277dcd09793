import { errors } from '@rowhouse/contract';

/** What may be missing to 0 in a pivot because of rounding: 1e-10 of a variance of 1. */
const tolerance = 1e-10;

/**
 * The lower triangle L with L · Lᵀ = `correlation`. A matrix that is only semi-definite is taken, since assets may be
 * perfectly correlated. Errors name `field` and say which row does not fit.
 */
export function choleskyOfCorrelation(
  correlation: readonly (readonly number[])[],
  field: string,
): number[][] {
  checkCorrelation(correlation, field);
  const lower: number[][] = [];
  for (const [i, row] of correlation.entries()) {
    const entries: number[] = [];
    lower.push(entries);
    for (let j = 0; j <= i; j++) {
      const other = lower[j] as number[];
      let rest = row[j] as number;
      for (let k = 0; k < j; k++) rest -= (entries[k] as number) * (other[k] as number);
      if (j < i) {
        const pivot = other[j] as number;
        if (pivot === 0 && Math.abs(rest) > Math.sqrt(tolerance)) throw notDefinite(field, i);
        entries.push(pivot === 0 ? 0 : rest / pivot);
      } else {
        if (rest < -tolerance) throw notDefinite(field, i);
        entries.push(rest <= tolerance ? 0 : Math.sqrt(rest));
      }
    }
  }
  return lower;
}

function checkCorrelation(correlation: readonly (readonly number[])[], field: string): void {
  const invalid = (reason: string) => errors.InvalidModel({ field, reason });
  for (const [i, row] of correlation.entries()) {
    if (row.length !== correlation.length) {
      throw invalid(`row ${i} has ${row.length} numbers, the matrix has ${correlation.length} rows`);
    }
    for (const [j, value] of row.entries()) {
      if (!(Math.abs(value) <= 1)) throw invalid(`entry [${i}][${j}] is ${value}, not from -1 to 1`);
      if (i === j && value !== 1)
        throw invalid(`entry [${i}][${i}] is ${value}; the diagonal of a correlation is 1`);
      const mirrored = correlation[j]?.[i] as number;
      if (Math.abs(value - mirrored) > tolerance) {
        throw invalid(`entries [${i}][${j}] and [${j}][${i}] differ: ${value} and ${mirrored}`);
      }
    }
  }
}

function notDefinite(field: string, row: number) {
  return errors.InvalidModel({
    field,
    reason: `the matrix is not positive semi-definite: row ${row} contradicts the rows before it, so no such assets exist`,
  });
}
