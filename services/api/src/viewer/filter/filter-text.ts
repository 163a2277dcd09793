import { errors, RowhouseError } from '@rowhouse/contract';
import {
  type CompiledFilter,
  compileFilter,
  FilterError,
  type FilterText,
  filterLimits,
} from '@rowhouse/tables';
import { parameter, type Query } from '../parameters.js';
import type { SplitTable } from '../rows/split-tables.js';

/** The two texts of a filter. @throws InvalidParameter when one is too long to be looked at */
export function filterText(query: Query): FilterText {
  const text = { where: parameter(query, 'where'), orderby: parameter(query, 'orderby') };
  for (const [part, { length }] of Object.entries(text).filter((entry) => entry[1] !== undefined) as [
    string,
    string,
  ][]) {
    if (length <= filterLimits.maxLength) continue;
    throw notValid(part, `It has ${length} characters, the limit is ${filterLimits.maxLength}.`);
  }
  return text;
}

/** @throws InvalidParameter in Hugging Face's words, with the cause beside them */
export function compiledFor(table: SplitTable, text: FilterText): CompiledFilter {
  try {
    return compileFilter(text, table.columns);
  } catch (error) {
    if (error instanceof FilterError) throw notValid(error.part, error.reason, error.position);
    throw error;
  }
}

/** What DuckDB says of a filter whose grammar and types are right. */
export function explainedFilterError(error: unknown): unknown {
  if (!(error instanceof RowhouseError) || error.code !== 'InvalidQuery') return error;
  const cause_message = error.message.replace(/^The query is not valid: /, '');
  return errors.InvalidParameter(
    { message: 'A query parameter is invalid', cause: { cause_message } },
    { cause: error },
  );
}

function notValid(part: string, reason: string, position?: number) {
  return errors.InvalidParameter({
    message: `Parameter '${part}' contains errors or invalid symbols`,
    cause: { cause_message: reason, parameter: part, ...(position === undefined ? {} : { position }) },
  });
}
