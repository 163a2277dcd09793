import type { DuckDBConnection } from '@duckdb/node-api';
import type { FeatureColumn } from '@rowhouse/contract';
import { quoteIdentifier } from '../engine/quote.js';
import { cellColumn } from '../media/cell-column.js';
import { eachResultRow } from '../page/row-cursor.js';
import { RowsText } from '../page/rows-text.js';
import type { CompiledFilter } from './compile.js';
import { countByFile } from './count.js';
import { relationName } from './emit.js';
import { type FilteredTable, fileRelation, splitRelation, startOf } from './relation.js';

/** Numbers of rows are kept for so many rows of an order: the next pages need no sorting. */
const windowRows = 1000;

export interface FilteredPageRequest extends FilteredTable {
  filter: CompiledFilter;
  /** The columns to read, in the order of the answer. */
  columns: readonly FeatureColumn[];
  /** Matching rows to skip. */
  offset: number;
  /** Rows at most. */
  length: number;
  /** What earlier pages of the same filter of the same table have found out. */
  known?: FilterFindings;
}

/** What a page of a filter finds out beyond its rows; plain data. */
export interface FilterFindings {
  /** Matching rows of each file. */
  counts?: readonly number[];
  /** In the order of the split: the matching row number `offset` is `row` or a later one. */
  seek?: { offset: number; row: number };
  /** Of a filter that sorts: the numbers of the rows from `offset` on. */
  window?: { offset: number; rows: readonly number[] };
}

export interface FilteredPage {
  /** JSON text of the `rows` array. */
  rows: string;
  /** All rows that match. */
  total: number;
  findings: FilterFindings;
}

/** One page of the rows that match, and how many match in all. Equal keys are in the order of the split. */
export async function filteredPage(
  connection: DuckDBConnection,
  request: FilteredPageRequest,
): Promise<FilteredPage> {
  const { filter, offset, known = {} } = request;
  const counts = known.counts ?? (await countByFile(connection, request, filter));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const length = Math.max(0, Math.min(request.length, total - offset));
  if (length === 0) return { rows: '[]', total, findings: { counts } };
  if (filter.order.length === 0) {
    const { text, last } = await pageInPlace(connection, { ...request, length }, counts);
    return { rows: text, total, findings: { counts, seek: { offset: offset + length, row: last + 1 } } };
  }
  const window = covers(known.window, offset, length)
    ? known.window
    : { offset, rows: await sortedRows(connection, request, Math.max(length, windowRows)) };
  const rows = window.rows.slice(offset - window.offset, offset - window.offset + length);
  return { rows: await rowsByNumber(connection, request, rows), total, findings: { counts, window } };
}

/** The rows with these numbers in the split, in this order, as the JSON text of a `rows` array. */
export async function rowsByNumber(
  connection: DuckDBConnection,
  request: FilteredTable & { columns: readonly FeatureColumn[]; filter: Pick<CompiledFilter, 'rowNumber'> },
  rows: readonly number[],
): Promise<string> {
  const text = new RowsText(request.columns.map(({ name }) => name));
  const places = new Map<number, number>();
  for (const [index, { numRows }] of request.files.entries()) {
    const start = startOf(request.files, index);
    const only = rows.filter((row) => row >= start && row < start + numRows);
    if (only.length === 0) continue;
    const relation = fileRelation(request, index, request.filter.rowNumber, { only });
    await visitRows(connection, request, `SELECT ${listOf(request)} FROM ${relation}`, [], (row, cell) => {
      places.set(row, places.size);
      text.add(row, cell);
    });
  }
  return text.inOrder(rows.flatMap((row) => places.get(row) ?? []));
}

function covers(
  window: FilterFindings['window'],
  offset: number,
  length: number,
): window is NonNullable<FilterFindings['window']> {
  return (
    window !== undefined && offset >= window.offset && offset + length <= window.offset + window.rows.length
  );
}

/** Walks through the files from the first that holds a row of the page. */
async function pageInPlace(
  connection: DuckDBConnection,
  request: FilteredPageRequest,
  counts: readonly number[],
): Promise<{ text: string; last: number }> {
  const { filter, offset, length, known } = request;
  const text = new RowsText(request.columns.map(({ name }) => name));
  let last = -1;
  let left = length;
  let before = 0;
  for (const [index, count] of counts.entries()) {
    const skip = Math.max(0, offset - before);
    if (skip < count && left > 0) {
      const seek = known?.seek;
      const useful = seek && seek.offset >= before && seek.offset <= offset ? seek : null;
      const relation = fileRelation(request, index, filter.rowNumber, { from: useful?.row });
      const sql = `SELECT ${listOf(request)} FROM ${relation}${whereOf(filter)}
        LIMIT ${left} OFFSET ${useful ? offset - useful.offset : skip}`;
      await visitRows(connection, request, sql, filter.parameters, (row, cell) => {
        text.add(row, cell);
        last = row;
        left -= 1;
      });
    }
    before += count;
  }
  return { text: text.toString(), last };
}

async function sortedRows(
  connection: DuckDBConnection,
  { filter, offset, ...table }: FilteredPageRequest,
  length: number,
): Promise<number[]> {
  const row = `${relationName}.${quoteIdentifier(filter.rowNumber)}`;
  const sql = `SELECT ${row} FROM ${splitRelation(table, filter.rowNumber)}${whereOf(filter)}
    ORDER BY ${[...filter.order, row].join(', ')} LIMIT ${length} OFFSET ${offset}`;
  const rows: number[] = [];
  const parameters = [...filter.parameters, ...filter.orderParameters];
  await eachResultRow(connection, sql, parameters, (cell) => rows.push(Number(cell(0))));
  return rows;
}

/** The row's number comes behind the columns. */
function listOf({
  columns,
  filter,
}: {
  columns: readonly FeatureColumn[];
  filter: Pick<CompiledFilter, 'rowNumber'>;
}): string {
  const cells = columns.map((column) => cellColumn(column, `${relationName}.`));
  return [...cells, `${relationName}.${quoteIdentifier(filter.rowNumber)}`].join(', ');
}

function whereOf({ condition }: CompiledFilter): string {
  return condition === null ? '' : ` WHERE ${condition}`;
}

async function visitRows(
  connection: DuckDBConnection,
  { columns }: { columns: readonly FeatureColumn[] },
  sql: string,
  parameters: readonly string[],
  visit: (row: number, cell: (column: number) => unknown) => void,
): Promise<void> {
  await eachResultRow(connection, sql, parameters, (cell) => visit(Number(cell(columns.length)), cell));
}
