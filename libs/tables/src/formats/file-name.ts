/** What Rowhouse can read. JSON and JSON Lines are told apart by content, not by name. */
export type TableFormat = 'csv' | 'tsv' | 'json' | 'parquet' | 'arrow';

const EXTENSIONS: Readonly<Record<string, TableFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet',
  pq: 'parquet',
  arrow: 'arrow',
  arrows: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
};

export interface NamedFormat {
  format: TableFormat;
  gzipped: boolean;
  /** The name without `.gz`. */
  innerName: string;
}

/** The format that a file's name promises, or null when it is not a table's name. */
export function formatOfName(name: string): NamedFormat | null {
  const gzipped = /\.gz$/i.test(name);
  const innerName = gzipped ? name.slice(0, -3) : name;
  const extension = /\.([a-z0-9]+)$/i.exec(innerName)?.[1]?.toLowerCase();
  const known = extension !== undefined && Object.hasOwn(EXTENSIONS, extension);
  const format = known ? EXTENSIONS[extension] : undefined;
  return format ? { format, gzipped, innerName } : null;
}

const LABELS: Readonly<Record<TableFormat, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  parquet: 'Parquet',
  arrow: 'Arrow IPC',
};

/** The format's name for people. */
export function labelOf(format: TableFormat): string {
  return LABELS[format];
}
