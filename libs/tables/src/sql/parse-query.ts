import { errors } from '@rowhouse/contract';
import type { TableEngine } from '../engine/table-engine.js';
import { checkTree } from './check-tree.js';
import { placeOf } from './query-failure.js';
import { queryParameterised } from './query-parameterised.js';

/** A query that was found to be one harmless SELECT. */
export interface ParsedQuery {
  /** As the user wrote it; for messages only. */
  sql: string;
  /** The SELECT as DuckDB prints its own parse tree: what runs is what was checked. */
  select: string;
  /** The tables in it, each once, as written. */
  tables: string[];
}

interface Serialized {
  error: boolean;
  error_type?: string;
  error_message?: string;
  /** Counts characters from 0. */
  position?: string;
  statements?: unknown[];
}

/**
 * Parses a query with DuckDB's own parser and checks every node of its tree; nothing is run or looked up.
 * @throws InvalidQuery with the parser's sentence, QueryNotAllowed
 */
export async function parseQuery(engine: TableEngine, sql: string): Promise<ParsedQuery> {
  const serialized = await queryParameterised(engine, 'SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', sql);
  const tree = JSON.parse(serialized) as Serialized;
  if (tree.error) throw parserError(tree, sql);
  const statements = tree.statements?.length ?? 0;
  if (statements !== 1) {
    throw errors.QueryNotAllowed({ what: statements === 0 ? 'An empty text' : 'More than one statement' });
  }
  const tables = checkTree(tree.statements);
  const select = await queryParameterised(engine, 'SELECT json_deserialize_sql($1::JSON)', serialized);
  return { sql, select, tables };
}

function parserError({ error_type, error_message = '', position }: Serialized, sql: string) {
  if (error_type !== 'parser') return errors.QueryNotAllowed({ what: 'A statement that is not a SELECT' });
  const offset = Number(position);
  const place = position !== undefined && Number.isInteger(offset) ? placeOf(sql, offset) : {};
  return errors.InvalidQuery({ reason: error_message.slice(0, 500), ...place });
}
