/** A column or table name as SQL: any characters, kept exactly. */
export function quoteIdentifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** A text as a SQL string literal. */
export function quoteLiteral(text: string): string {
  return `'${withoutNul(text).replaceAll("'", "''")}'`;
}

/** A local path for DuckDB's readers, which would expand `*`, `?`, `[` and `{` as patterns. */
export function quotePath(path: string): string {
  return quoteLiteral(path.replaceAll(/[*?[\]]/g, (character) => `[${character}]`));
}

/** NUL ends a C string: text after it would silently vanish from the statement. */
function withoutNul(text: string): string {
  if (text.includes('\0')) throw new TypeError('a name or path in SQL must not contain a NUL character');
  return text;
}
