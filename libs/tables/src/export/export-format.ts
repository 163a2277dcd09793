/** The formats in which rows can be downloaded, with what HTTP calls them. */
export const exportFormats = {
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
  jsonl: { mediaType: 'application/x-ndjson', extension: 'jsonl' },
  parquet: { mediaType: 'application/vnd.apache.parquet', extension: 'parquet' },
  arrow: { mediaType: 'application/vnd.apache.arrow.stream', extension: 'arrow' },
} as const;

export type ExportFormat = keyof typeof exportFormats;
