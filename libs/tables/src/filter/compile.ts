import type { FeatureColumn } from '@rowhouse/contract';
import { Checker } from './check.js';
import { SqlPrinter } from './emit.js';
import type { FilterLimits } from './limits.js';
import { parseOrderBy, parseWhere } from './parse.js';

/** The texts of a filter; both may be absent. */
export interface FilterText {
  where?: string;
  orderby?: string;
}

/** A filter as DuckDB runs it over a relation with the table's columns and one more that numbers the rows. */
export interface CompiledFilter {
  /** A condition in SQL; null takes all rows. */
  condition: string | null;
  /** The values of `$1`, `$2`, … in the condition, as texts. */
  parameters: string[];
  /** Sort keys in SQL; empty is the order of the split. */
  order: string[];
  /** The values of the parameters that the sort keys have beyond those of the condition. */
  orderParameters: string[];
  /** The name of the column that numbers the rows of the split from 0. */
  rowNumber: string;
}

/**
 * Parses a filter and checks it against the columns of a split. Both texts are trimmed of nothing: an empty one is
 * absent for the caller to decide.
 * @throws FilterError
 */
export function compileFilter(
  { where, orderby }: FilterText,
  columns: readonly FeatureColumn[],
  limits?: FilterLimits,
): CompiledFilter {
  const rowNumber = freeName(columns);
  const printer = new SqlPrinter(rowNumber);
  const condition =
    where === undefined
      ? null
      : printer.print(new Checker('where', where, columns).condition(parseWhere(where, limits)));
  const parameters = [...printer.parameters];
  const checker = new Checker('orderby', orderby ?? '', columns);
  const order =
    orderby === undefined
      ? []
      : parseOrderBy(orderby, limits).map((key) => printer.order(checker.order(key)));
  return {
    condition,
    parameters,
    order,
    orderParameters: printer.parameters.slice(parameters.length),
    rowNumber,
  };
}

/** A name that no column has. */
export function freeName(columns: readonly FeatureColumn[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = '__row';
  while (taken.has(name)) name += '_';
  return name;
}
