import { type DuckDBBlobValue, type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Feature } from '@rowhouse/contract';
import type { TypedColumn } from '../engine/describe-query.js';
import { queryAll } from '../engine/query.js';
import { quoteIdentifier } from '../engine/quote.js';
import { mediaTypeOf, SNIFFED_BYTES } from './sniff.js';

const SAMPLE = 20;

/** True for `{bytes, path}`, in which `datasets` stores media. */
export function holdsMedia(type: DuckDBType): boolean {
  if (type.typeId !== DuckDBTypeId.STRUCT || type.entryNames.length !== 2) return false;
  const fields = Object.fromEntries(type.entryNames.map((name, i) => [name, type.entryTypes[i]?.typeId]));
  return fields.bytes === DuckDBTypeId.BLOB && fields.path === DuckDBTypeId.VARCHAR;
}

/** Features of columns that hold media without saying so: the first values all begin as media of one kind do. */
export async function detectMedia(
  connection: DuckDBConnection,
  select: string,
  columns: readonly TypedColumn[],
): Promise<Map<string, Feature>> {
  const found = new Map<string, Feature>();
  for (const { name } of columns.filter(({ type }) => holdsMedia(type))) {
    const bytes = `struct_extract(${quoteIdentifier(name)}, 'bytes')`;
    const heads = await queryAll(
      connection,
      `SELECT ${bytes}[1:${SNIFFED_BYTES}] AS head FROM (${select}) WHERE ${bytes} IS NOT NULL LIMIT ${SAMPLE}`,
    );
    const kinds = new Set(heads.map(({ head }) => mediaTypeOf((head as DuckDBBlobValue).bytes)?.kind));
    const [kind] = kinds;
    if (kinds.size === 1 && kind) found.set(name, { _type: kind });
  }
  return found;
}
