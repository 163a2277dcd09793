import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { TypedColumn } from '../engine/describe-query.js';
import { queryOne } from '../engine/query.js';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';

/** Splits up to this size are measured, longer ones are estimated from three slices of this total. */
const SAMPLE_ROWS = 12_288;

const WIDTHS: Partial<Record<DuckDBTypeId, number>> = {
  [DuckDBTypeId.BOOLEAN]: 0.125,
  [DuckDBTypeId.TINYINT]: 1,
  [DuckDBTypeId.UTINYINT]: 1,
  [DuckDBTypeId.SMALLINT]: 2,
  [DuckDBTypeId.USMALLINT]: 2,
  [DuckDBTypeId.INTEGER]: 4,
  [DuckDBTypeId.UINTEGER]: 4,
  [DuckDBTypeId.FLOAT]: 4,
  [DuckDBTypeId.DATE]: 4,
  [DuckDBTypeId.DECIMAL]: 16,
};

/** Bytes of one value in Arrow's layout, as a number or, where it depends on the value, as SQL. */
function bytesOf(type: DuckDBType, value: string, depth = 0): number | string {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return `4 + coalesce(strlen(${value}), 0)`;
    case DuckDBTypeId.BLOB:
      return `4 + coalesce(octet_length(${value}), 0)`;
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      // The time to plan lambdas in lambdas doubles with each.
      if (depth >= 3) return `4 + coalesce(strlen(CAST(${value} AS VARCHAR)), 0)`;
      const item = `e${depth}`;
      const each = bytesOf(type.valueType, item, depth + 1);
      return typeof each === 'number'
        ? `4 + coalesce(len(${value}), 0) * ${each}`
        : `4 + coalesce(list_sum(list_transform(${value}, lambda ${item}: ${each})), 0)`;
    }
    case DuckDBTypeId.STRUCT: {
      const fields = type.entryNames.map((name, index) =>
        bytesOf(
          type.entryTypes[index] as DuckDBType,
          `struct_extract(${value}, ${quoteLiteral(name)})`,
          depth,
        ),
      );
      return fields.every((field) => typeof field === 'number')
        ? fields.reduce((sum, field) => sum + field, 0)
        : sumOf(fields);
    }
    case DuckDBTypeId.MAP:
      return `4 + coalesce(strlen(CAST(${value} AS VARCHAR)), 0)`;
    default:
      return WIDTHS[type.typeId] ?? 8;
  }
}

/** Flat: DuckDB takes a thousand `+` for a thousand levels, and refuses more. */
function sumOf(terms: readonly (number | string)[]): string {
  return `list_sum([${terms.join(', ')}])`;
}

/** Estimated bytes of a Parquet file's rows in Arrow's memory layout. */
export async function memorySize(
  connection: DuckDBConnection,
  file: { path: string; numRows: number },
  columns: readonly TypedColumn[],
): Promise<number> {
  const { numRows } = file;
  if (numRows === 0) return 0;
  const sizes = columns.map(({ name, type }) => bytesOf(type, `t.${quoteIdentifier(name)}`));
  const fixed = sizes.reduce<number>((sum, size) => sum + (typeof size === 'number' ? size : 0), 0);
  const variable = sizes.filter((size) => typeof size === 'string');
  if (variable.length === 0) return Math.ceil(fixed * numRows);
  const { mean } = await queryOne(
    connection,
    `SELECT coalesce(avg(${sumOf(variable)}), 0)::DOUBLE AS mean
     FROM (${sampleOf(file, columns)}) t`,
  );
  return Math.ceil((fixed + Number(mean)) * numRows);
}

function sampleOf(
  { path, numRows }: { path: string; numRows: number },
  columns: readonly TypedColumn[],
): string {
  const file = quotePath(path);
  if (numRows <= SAMPLE_ROWS || hasRowNumberColumn(columns)) {
    return `SELECT * FROM read_parquet(${file}) LIMIT ${SAMPLE_ROWS}`;
  }
  const slice = SAMPLE_ROWS / 3;
  const starts = [0, Math.floor((numRows - slice) / 2), numRows - slice];
  const slices = starts.map((start) => `file_row_number BETWEEN ${start} AND ${start + slice - 1}`);
  return `SELECT * FROM read_parquet(${file}, file_row_number = true) WHERE ${slices.join(' OR ')}`;
}

/** DuckDB refuses to number the rows of a file that has a column of that name. */
export function hasRowNumberColumn(columns: readonly TypedColumn[]): boolean {
  return columns.some(({ name }) => name.toLowerCase() === 'file_row_number');
}
