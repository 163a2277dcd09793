/** The formats that become tables, by the ending of a file's name. */
const formats: Readonly<Record<string, DataFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  parquet: 'parquet',
  arrow: 'arrow',
  feather: 'arrow',
};

/** Named as the builders of Hugging Face's `datasets`. */
export type DataFormat = 'csv' | 'json' | 'parquet' | 'arrow';

/** The format that a path promises, `.gz` set aside; `null` for files that are not tables. */
export function dataFormatOf(path: string): DataFormat | null {
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  return (ending !== undefined && Object.hasOwn(formats, ending) && formats[ending]) || null;
}
