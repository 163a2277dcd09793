import { isNativeError } from 'node:util/types';
import { errors, RowhouseError } from '@rowhouse/contract';
import { isDiskFull } from '../convert/failure.js';

/** Kinds of DuckDB's errors that the writer of the query can do something about. */
const ofTheQuery =
  /^(Binder|Catalog|Conversion|Invalid Input|Invalid Type|Mismatch Type|Not implemented|Out of Range|Parser|Syntax|Constraint|Cardinality|Division by Zero|Expression is too deep|Parameter Not Resolved|Sequence) Error: /;

/** Line and column, both from 1, of a position in characters. */
export function placeOf(sql: string, offset: number): { line: number; column: number } {
  const before = [...sql].slice(0, offset).join('').split('\n');
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}

/**
 * What stopped a query, as an error that its writer understands and that tells no path of the server. What is not
 * the query's fault is passed on as it is.
 * `ownText` tells whether positions in the message are those of the text that the user wrote
 */
export function explainQueryFailure(
  error: unknown,
  facts: { memoryMb: number; maxSpillBytes: number; ownText: boolean },
): unknown {
  if (error instanceof RowhouseError || !isNativeError(error)) return error;
  const { message } = error;
  if (isDiskFull(error)) return errors.StorageFull({ what: 'the result of the query' }, { cause: error });
  if (/max_temp_directory_size|failed to offload data block/i.test(message)) {
    return errors.QueryLimitExceeded(
      {
        what: 'The query does not fit into memory and would write',
        limit: facts.maxSpillBytes,
        unit: 'bytes to disk',
        next: 'Filter earlier, select fewer columns, or avoid joins that multiply rows.',
      },
      { cause: error },
    );
  }
  if (/^Out of Memory Error/.test(message)) {
    return errors.QueryLimitExceeded(
      {
        what: 'The query needed',
        limit: facts.memoryMb,
        unit: 'MiB of memory',
        next: 'Filter earlier, select fewer columns, or aggregate into fewer groups.',
      },
      { cause: error },
    );
  }
  if (!ofTheQuery.test(message)) return error;
  return errors.InvalidQuery(
    { reason: sentenceOf(message), ...(facts.ownText ? markedPlace(message) : {}) },
    { cause: error },
  );
}

/** The first two lines, without the quoted piece of SQL and what is ours in names. */
function sentenceOf(message: string): string {
  const [said = ''] = message
    .replace(ofTheQuery, '')
    .split(/\n\nLINE \d+:|\n\nPossible solutions|\n\nSee also/);
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, 2)
    .map((line) => line.trim())
    .join(' ')
    .replaceAll('memory.main.', '')
    .slice(0, 500);
}

/** Where DuckDB's caret points; only the line when it shows a part of a long one. */
function markedPlace(message: string): { line?: number; column?: number } {
  const match = /\n(LINE (\d+): )(.*)\n( *)\^/.exec(message);
  if (!match) return {};
  const [, prefix = '', line, text = '', indent = ''] = match;
  const column = indent.length - prefix.length + 1;
  return { line: Number(line), ...(text.startsWith('...') || column < 1 ? {} : { column }) };
}
