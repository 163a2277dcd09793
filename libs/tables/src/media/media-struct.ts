import {
  BIGINT,
  BLOB,
  DOUBLE,
  type DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  INTEGER,
  STRUCT,
  VARCHAR,
} from '@duckdb/node-api';

/**
 * How cells of media that lie in files of their own are stored: `bytes` is null, `path` is that of the file in its
 * revision. What is known of the file comes with it, for pages and statistics that open no file: its bytes, pixels and
 * seconds. `datasets` ignores all but the first two.
 */
export const mediaStruct: DuckDBStructType = STRUCT({
  bytes: BLOB,
  path: VARCHAR,
  size: BIGINT,
  width: INTEGER,
  height: INTEGER,
  duration: DOUBLE,
});

/** A cell of media as SQL with all fields of `mediaStruct`, null where it was stored without them. */
export function asMediaStruct(cell: string): string {
  return `CAST(${cell} AS ${mediaStruct})`;
}

/** True for `{bytes, path}`, in which `datasets` stores media, and for the same with what is known of it. */
export function holdsMedia(type: DuckDBType): boolean {
  if (type.typeId !== DuckDBTypeId.STRUCT) return false;
  return isMediaFields(
    new Map(type.entryNames.map((name, i) => [name, type.entryTypes[i]?.typeId])),
    DuckDBTypeId.BLOB,
    DuckDBTypeId.VARCHAR,
  );
}

/** The same for the fields of a struct by name, in whatever way types are named. */
export function isMediaFields<Type>(fields: ReadonlyMap<string, Type>, binary: Type, text: Type): boolean {
  if (fields.get('bytes') !== binary || fields.get('path') !== text) return false;
  return fields.size === 2 || mediaStruct.entryNames.every((name) => fields.has(name));
}
