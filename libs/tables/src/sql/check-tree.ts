import { errors } from '@rowhouse/contract';
import { isAllowedTableFunction, isRefusedFunction } from './refused-functions.js';

/** Expressions that a query may hold; prepared parameters and what a later version brings are not among them. */
const expressionClasses = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'LAMBDA',
  'OPERATOR',
  'POSITIONAL_REFERENCE',
  'STAR',
  'SUBQUERY',
  'TYPE',
  'WINDOW',
]);

/** What else has a type in the tree: query nodes, what stands in FROM, modifiers, details of types. */
const otherTypes =
  /^(SELECT_NODE|SET_OPERATION_NODE|RECURSIVE_CTE_NODE|CTE_NODE|BASE_TABLE|SUBQUERY|JOIN|TABLE_FUNCTION|EXPRESSION_LIST|EMPTY|PIVOT|[A-Z]+_MODIFIER|ORDER_DEFAULT|ASCENDING|DESCENDING|[A-Z_]+_TYPE_INFO)$/;

/** A name for a part of the query that can't be taken for anything else: no view of the system, no path. */
const cteName = /^(?!(duckdb|sqlite|pragma|pg)_)[\p{L}_][\p{L}\p{N}_ -]*$/iu;

type Tree = Readonly<Record<string, unknown>>;

/**
 * Walks DuckDB's parse tree of a SELECT and returns the names of the tables in it, each once, as written.
 * Refuses whatever it does not know, so that a new version of DuckDB opens nothing by itself.
 * @throws QueryNotAllowed
 */
export function checkTree(tree: unknown): string[] {
  const ctes = new Set<string>();
  visit(tree, (node) => collectCtes(node, ctes));
  const tables = new Set<string>();
  visit(tree, (node) => {
    checkNode(node);
    if (node.type === 'BASE_TABLE' && node.class === undefined) {
      const name = tableName(node);
      if (!ctes.has(name.toLowerCase())) tables.add(name);
    }
  });
  return [...tables];
}

function visit(value: unknown, see: (node: Tree) => void): void {
  // A loop instead of recursion: the depth of a tree is the client's choice.
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) see(next as Tree);
    // In chunks: spreading a very long list into arguments would overflow the stack.
    for (const item of Object.values(next)) open.push(item);
  }
}

function collectCtes(node: Tree, ctes: Set<string>): void {
  const { map } = (node.cte_map ?? {}) as { map?: { key: string }[] };
  for (const { key } of map ?? []) {
    if (!cteName.test(key)) throw errors.QueryNotAllowed({ what: `WITH "${shortened(key)}", such a name,` });
    ctes.add(key.toLowerCase());
  }
}

function checkNode(node: Tree): void {
  const { class: expression, type } = node;
  if (typeof expression === 'string') checkExpression(node, expression);
  else if (typeof type === 'string' && !otherTypes.test(type))
    throw errors.QueryNotAllowed({ what: told(type) });
  if (type === 'TABLE_FUNCTION' && expression === undefined) checkTableFunction(node);
}

function checkExpression(node: Tree, expression: string): void {
  if (expression === 'PARAMETER') throw errors.QueryNotAllowed({ what: 'A parameter such as ? or $1' });
  if (!expressionClasses.has(expression)) throw errors.QueryNotAllowed({ what: told(expression) });
  const name = node.function_name;
  if (typeof name === 'string' && isRefusedFunction(name)) {
    throw errors.QueryNotAllowed({ what: `The function ${shortened(name)}` });
  }
}

function checkTableFunction(node: Tree): void {
  const { function_name: name } = (node.function ?? {}) as { function_name?: unknown };
  if (typeof name === 'string' && isAllowedTableFunction(name)) return;
  throw errors.QueryNotAllowed({
    what: `${typeof name === 'string' ? `The function ${shortened(name)}` : 'Such a function'} in FROM`,
  });
}

function tableName(node: Tree): string {
  const { catalog_name: catalog, schema_name: schema, table_name: table, at_clause: at } = node;
  const name = String(table);
  if (at) throw errors.QueryNotAllowed({ what: 'AT after a table' });
  if (catalog || schema) {
    const written = [catalog, schema, name].filter(Boolean).join('.');
    throw errors.QueryNotAllowed({
      what: `The table ${shortened(written)}, a name with dots outside of one pair of double quotes,`,
    });
  }
  return name;
}

function told(type: string): string {
  if (type === 'SHOW_REF') return 'DESCRIBE, SHOW or SUMMARIZE';
  return `This part of SQL (${type})`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
