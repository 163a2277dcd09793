/**
 * JSON text that Postgres takes as jsonb. jsonb can hold neither the character U+0000 nor half of a surrogate
 * pair, both of which broken input brings into error messages and results; they become U+FFFD, so that telling
 * what went wrong never fails itself.
 */
export function toJsonb(value: unknown): string | null {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined || value === null) return null;
  // JSON.stringify escapes only unpaired surrogates; `\\.` steps over escaped backslashes.
  return json.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (whole, escaped: string) =>
    escaped.length === 1 ? whole : '\\ufffd',
  );
}
