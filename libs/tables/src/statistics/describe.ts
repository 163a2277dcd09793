import { type DuckDBConnection, DuckDBTypeId } from '@duckdb/node-api';
import type { ColumnStatistics, FeatureColumn, SplitStatistics } from '@rowhouse/contract';
import { columnsOfQuery } from '../engine/describe-query.js';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import type { PageFile } from '../page/slices.js';
import type { ColumnDescription, ColumnSource } from './column.js';
import { datetimeStatistics } from './datetimes.js';
import { floatStatistics } from './floats.js';
import { booleanStatistics, classLabelStatistics } from './frequencies.js';
import { integerStatistics } from './integers.js';
import { type ColumnKind, kindOf } from './kind.js';
import { narrowed } from './narrow-copies.js';
import { describeText } from './texts.js';

export interface DescribeRequest {
  /** All Parquet files of the split, in order. */
  files: readonly PageFile[];
  columns: readonly FeatureColumn[];
  signal?: AbortSignal;
  /** Gets 0 to 1 after each column. */
  onProgress?: (fraction: number) => void;
  /** Told about a column that could not be described; it is left out. */
  onColumnFailed?: (column: string, error: unknown) => void;
}

/** Describes every column from all rows, sorted by name. A column that fails does not harm the others. */
export async function describe(engine: TableEngine, request: DescribeRequest): Promise<SplitStatistics> {
  const { files, columns, signal } = request;
  const numRows = files.reduce((sum, file) => sum + file.numRows, 0);
  const table = `read_parquet([${files.map(({ path }) => quotePath(path)).join(', ')}])`;
  const statistics: ColumnStatistics[] = [];
  const sorted = [...columns].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const kinds = new Map(sorted.map(({ name, type }) => [name, kindOf(type)]));
  let done = 0;
  for await (const part of narrowed(engine, table, [...kinds.keys()], signal)) {
    for (const name of part.names) {
      const kind = kinds.get(name);
      if (kind) {
        try {
          const described = await engine.use(
            (connection: DuckDBConnection) =>
              describeColumn({ connection, table: part.table, column: quoteIdentifier(name), numRows }, kind),
            signal,
          );
          statistics.push({ column_name: name, ...described });
        } catch (error) {
          signal?.throwIfAborted();
          request.onColumnFailed?.(name, error);
        }
      }
      request.onProgress?.(++done / sorted.length);
    }
  }
  return { num_examples: numRows, statistics, partial: false };
}

/** A map is shown as a list of its entries, but `len` does not take one. */
async function lengthOf({ connection, table, column }: ColumnSource): Promise<string> {
  const [described] = await columnsOfQuery(connection, `SELECT ${column} FROM ${table}`);
  return described?.type.typeId === DuckDBTypeId.MAP ? `cardinality(${column})` : `len(${column})`;
}

async function describeColumn(source: ColumnSource, kind: ColumnKind): Promise<ColumnDescription> {
  switch (kind.kind) {
    case 'int':
      return { column_type: 'int', column_statistics: await integerStatistics(source, source.column) };
    case 'float':
      return { column_type: 'float', column_statistics: await floatStatistics(source) };
    case 'list':
      return {
        column_type: 'list',
        column_statistics: await integerStatistics(source, await lengthOf(source)),
      };
    case 'bool':
      return { column_type: 'bool', column_statistics: await booleanStatistics(source) };
    case 'datetime':
      return {
        column_type: 'datetime',
        column_statistics: await datetimeStatistics(source, `${source.column}::TIMESTAMP`, kind.zone),
      };
    case 'class_label':
      return {
        column_type: 'class_label',
        column_statistics: await classLabelStatistics(source, kind.names),
      };
    case 'text':
      return describeText(source);
  }
}
