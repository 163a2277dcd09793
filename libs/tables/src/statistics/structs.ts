import type { ColumnStatistics, Feature, StructStatistics } from '@rowhouse/contract';
import { queryOne } from '../engine/query.js';
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
  const { n } = await queryOne(
    source.connection,
    `SELECT count(x) AS n FROM (SELECT ${source.column} AS x FROM ${source.table})`,
  );
  const fields: ColumnStatistics[] = [];
  const described = depth >= MAX_DEPTH ? [] : Object.entries(features).slice(0, MAX_FIELDS);
  for (const [name, feature] of described) {
    const path = `${source.path}.${name}`;
    try {
      const column = `struct_extract(${source.column}, ${quoteLiteral(name)})`;
      const field = await describe({ ...source, column, path }, feature);
      if (field) fields.push({ column_name: name, ...field });
    } catch (error) {
      source.signal?.throwIfAborted();
      source.onFailed?.(path, error);
    }
  }
  return { ...nullsOf(source, Number(n)), fields };
}
