import type { ColumnStatistics, Feature, StructStatistics } from '@rowhouse/contract';
import { quoteLiteral } from '../engine/quote.js';
import type { ColumnDescription, ColumnSource } from './column.js';
import { nullsOf } from './empty.js';
import { MAX_DEPTH } from './lists.js';

/** Each field costs as much as a column. */
const MAX_FIELDS = 100;

type Describe = (source: ColumnSource, feature: Feature) => Promise<ColumnDescription | null>;

/** Nulls of a struct, and its fields, in their order, as if they were columns. A field that fails is left out. */
export async function structStatistics(
  source: ColumnSource,
  features: Readonly<Record<string, Feature>>,
  depth: number,
  describe: Describe,
): Promise<StructStatistics> {
  const { n } = await source.queries.aggregate(source.table, source.column, (x) => ({ n: `count(${x})` }));
  const described = depth >= MAX_DEPTH ? [] : Object.entries(features).slice(0, MAX_FIELDS);
  const fields = described.map(async ([name, feature]): Promise<ColumnStatistics[]> => {
    const path = `${source.path}.${name}`;
    try {
      const column = `struct_extract(${source.column}, ${quoteLiteral(name)})`;
      const field = await describe({ ...source, column, path }, feature);
      return field ? [{ column_name: name, ...field }] : [];
    } catch (error) {
      source.signal?.throwIfAborted();
      source.onFailed?.(path, error);
      return [];
    }
  });
  return { ...nullsOf(source, Number(n)), fields: (await Promise.all(fields)).flat() };
}
