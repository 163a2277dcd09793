import { DuckDBTypeId } from '@duckdb/node-api';
import type { Feature, NumericalStatistics } from '@rowhouse/contract';
import type { ColumnDescription, ColumnSource } from './column.js';
import { integerStatistics } from './integers.js';

/** More items than this are not described: a column of embeddings has hundreds in each row. */
const MAX_ITEMS = 20_000_000;
/** Lists in lists and structs in structs are described down to this level. */
export const MAX_DEPTH = 4;

type Describe = (source: ColumnSource, feature: Feature) => Promise<ColumnDescription | null>;

/** Lengths of lists and, taken together, their items. A map is shown as a list of its entries. */
export async function listStatistics(
  source: ColumnSource,
  item: Feature,
  depth: number,
  describe: Describe,
): Promise<NumericalStatistics> {
  const { queries, table, column } = source;
  const isMap = (await queries.typeOf(table, column))?.typeId === DuckDBTypeId.MAP;
  const length = isMap ? `cardinality(${column})` : `len(${column})`;
  const { n_unique_approx: _, ...lengths } = await integerStatistics(source, length);
  if (depth >= MAX_DEPTH || lengths.max === null) return lengths;
  try {
    const { total } = await queries.aggregate(table, length, (x) => ({
      total: `coalesce(sum(${x}), 0)::BIGINT`,
    }));
    const numRows = Number(total);
    if (numRows === 0 || numRows > MAX_ITEMS) return lengths;
    const items = await describe(
      {
        ...source,
        table: `(SELECT unnest(${isMap ? `map_entries(${column})` : column}) AS item FROM ${table})`,
        column: 'item',
        numRows,
        path: `${source.path}[]`,
      },
      item,
    );
    return items ? { ...lengths, items } : lengths;
  } catch (error) {
    source.signal?.throwIfAborted();
    source.onFailed?.(`${source.path}[]`, error);
    return lengths;
  }
}
