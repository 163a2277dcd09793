import { type DuckDBBlobValue, type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Feature } from '@rowhouse/contract';
import type { TypedColumn } from '../engine/describe-query.js';
import { queryAll } from '../engine/query.js';
import { quoteIdentifier, quoteLiteral } from '../engine/quote.js';
import { featureOfType } from '../features/feature-of-type.js';
import { innerFeatures, isMedia, mediaKind } from './media-feature.js';
import { holdsMedia } from './media-struct.js';
import { mediaTypeOf, SNIFFED_BYTES } from './sniff.js';

const SAMPLE = 20;
/** Lists in lists are looked into down to this level. */
const MAX_DEPTH = 3;

/**
 * Features of columns that hold media without saying so, also inside of lists and structs: the first values all begin
 * as media of one kind do.
 */
export async function detectMedia(
  connection: DuckDBConnection,
  select: string,
  columns: readonly TypedColumn[],
): Promise<Map<string, Feature>> {
  const found = new Map<string, Feature>();
  for (const { name, type } of columns) {
    const from = `SELECT ${quoteIdentifier(name)} AS x FROM (${select})`;
    const feature = await detect(connection, type, from, 0);
    if (feature) found.set(name, feature);
  }
  return found;
}

/** `from`: a query that gives the values as `x`. */
async function detect(
  connection: DuckDBConnection,
  type: DuckDBType,
  from: string,
  depth: number,
): Promise<Feature | null> {
  if (holdsMedia(type)) return kindOf(connection, from);
  if (type.typeId === DuckDBTypeId.LIST && depth < MAX_DEPTH && mayHold(type)) {
    const feature = await detect(
      connection,
      type.valueType,
      `SELECT unnest(x) AS x FROM (${from})`,
      depth + 1,
    );
    return feature && { _type: 'List', feature };
  }
  if (type.typeId !== DuckDBTypeId.STRUCT || !mayHold(type)) return null;
  const fields: [string, Feature][] = [];
  let found = false;
  for (const [index, name] of type.entryNames.entries()) {
    const fieldType = type.entryTypes[index] as DuckDBType;
    const values = `SELECT struct_extract(x, ${quoteLiteral(name)}) AS x FROM (${from})`;
    const feature = await detect(connection, fieldType, values, depth);
    found ||= feature !== null;
    fields.push([name, feature ?? featureOfType(fieldType)]);
  }
  return found ? Object.fromEntries(fields) : null;
}

function mayHold(type: DuckDBType): boolean {
  if (type.typeId === DuckDBTypeId.LIST) return mayHold(type.valueType);
  return holdsMedia(type) || (type.typeId === DuckDBTypeId.STRUCT && type.entryTypes.some(mayHold));
}

async function kindOf(connection: DuckDBConnection, from: string): Promise<Feature | null> {
  const heads = await queryAll(
    connection,
    `SELECT struct_extract(x, 'bytes')[1:${SNIFFED_BYTES}] AS head FROM (${from})
     WHERE struct_extract(x, 'bytes') IS NOT NULL LIMIT ${SAMPLE}`,
  );
  const kinds = new Set(heads.map(({ head }) => mediaTypeOf((head as DuckDBBlobValue).bytes)?.kind));
  const [kind] = kinds;
  return kinds.size === 1 && kind ? { _type: kind } : null;
}

/** True when media are where a feature says: they can be read out of lists and structs, not of maps. */
export function mediaIsReadable(feature: Feature, type: DuckDBType): boolean {
  if (mediaKind(feature)) return holdsMedia(type);
  if (!isMedia({ type: feature })) return true;
  const inner = innerFeatures(feature);
  if (type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY)
    return inner.every(([field, item]) => field === null && mediaIsReadable(item, type.valueType));
  if (type.typeId !== DuckDBTypeId.STRUCT) return false;
  return inner.every(([field, item]) => {
    const fieldType = type.entryTypes[type.entryNames.indexOf(field ?? '')];
    return fieldType !== undefined && mediaIsReadable(item, fieldType);
  });
}
