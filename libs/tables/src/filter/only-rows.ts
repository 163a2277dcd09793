import type { FeatureColumn } from '@rowhouse/contract';
import { quoteIdentifier } from '../engine/quote.js';
import { type CompiledFilter, freeName } from './compile.js';
import { relationName } from './emit.js';

/** The rows with these numbers in the split, in the order of the split. */
export function onlyRows(rows: readonly number[], columns: readonly FeatureColumn[]): CompiledFilter {
  const rowNumber = freeName(columns);
  const place = `${relationName}.${quoteIdentifier(rowNumber)}`;
  return {
    condition: `${place} IN (SELECT unnest(CAST($1 AS BIGINT[])))`,
    parameters: [`[${rows.join(',')}]`],
    // A join gives its rows in whatever order it finds them.
    order: [place],
    orderParameters: [],
    rowNumber,
  };
}
