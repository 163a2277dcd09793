import { mediaTypeOfName } from '@rowhouse/tables';

const byEnding: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  gz: 'application/gzip',
  zst: 'application/zstd',
};

/** Only harmless types are told: nobody's upload becomes a page of this site. */
export function mediaType(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const known = Object.hasOwn(byEnding, ending) ? byEnding[ending] : mediaTypeOfName(path)?.type;
  return known ?? 'application/octet-stream';
}
