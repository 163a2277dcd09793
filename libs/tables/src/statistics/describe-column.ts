import { DuckDBTypeId } from '@duckdb/node-api';
import type { Feature } from '@rowhouse/contract';
import type { ColumnDescription, ColumnSource } from './column.js';
import { datetimeStatistics, timeStatistics } from './datetimes.js';
import { decimalStatistics } from './decimals.js';
import { floatStatistics } from './floats.js';
import { booleanStatistics, classLabelStatistics } from './frequencies.js';
import { integerStatistics } from './integers.js';
import { kindOf } from './kind.js';
import { listStatistics } from './lists.js';
import { mediaStatistics } from './media.js';
import { structStatistics } from './structs.js';
import { describeText } from './texts.js';

/** Describes one column, or a part of one; null when its feature has no statistics. `depth` counts the levels above. */
export async function describeColumn(
  source: ColumnSource,
  feature: Feature,
  depth = 0,
): Promise<ColumnDescription | null> {
  const kind = kindOf(feature);
  const inner = (part: ColumnSource, partFeature: Feature) => describeColumn(part, partFeature, depth + 1);
  switch (kind?.kind) {
    case undefined:
      return null;
    case 'int':
      return { column_type: 'int', column_statistics: await integerStatistics(source, source.column) };
    case 'float':
      return { column_type: 'float', column_statistics: await floatStatistics(source) };
    case 'decimal':
      return { column_type: 'float', column_statistics: await decimalStatistics(source, kind.width) };
    case 'bool':
      return { column_type: 'bool', column_statistics: await booleanStatistics(source) };
    case 'time':
      return { column_type: 'time', column_statistics: await timeStatistics(source) };
    case 'datetime':
      return {
        column_type: 'datetime',
        // A date can lie beyond what a timestamp can hold.
        column_statistics: await datetimeStatistics(
          source,
          `TRY_CAST(${source.column} AS TIMESTAMP)`,
          kind.zone,
        ),
      };
    case 'class_label':
      return {
        column_type: 'class_label',
        column_statistics: await classLabelStatistics(source, kind.names),
      };
    case 'binary':
    case 'json':
      return { column_type: kind.kind, column_statistics: await lengthStatistics(source) };
    case 'list':
      return {
        column_type: 'list',
        column_statistics: await listStatistics(source, kind.item, depth, inner),
      };
    case 'struct':
      return {
        column_type: 'struct',
        column_statistics: await structStatistics(source, kind.fields, depth, inner),
      };
    case 'media':
      return mediaStatistics(source, kind.media);
    case 'text':
      return describeText(source);
  }
}

/** Bytes of binaries, characters of JSON. A column that is declared as JSON may hold any type. */
async function lengthStatistics(source: ColumnSource) {
  const type = await source.queries.typeOf(source.table, source.column);
  const isBlob = type?.typeId === DuckDBTypeId.BLOB;
  const lengths = await integerStatistics(
    source,
    isBlob ? `octet_length(${source.column})` : `length(${source.column}::VARCHAR)`,
  );
  const { distinct } = await source.queries.aggregate(source.table, source.column, (x) => ({
    distinct: `approx_count_distinct(${x})`,
  }));
  return { ...lengths, n_unique_approx: Math.min(Number(distinct), source.numRows - lengths.nan_count) };
}
