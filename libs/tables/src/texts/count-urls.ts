import type { Feature, FeatureColumn } from '@rowhouse/contract';
import { queryOne } from '../engine/query.js';
import { quoteIdentifier, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import type { PageFile } from '../page/slices.js';

/** A column holds URLs when more than this share of its texts are some. */
const URL_SHARE = 0.3;

/** Columns that one query looks at: all of a wide table at once would need memory for each of them. */
const columnsPerQuery = 100;

export interface UrlCount {
  /** The names of the columns that hold URLs. */
  columns: string[];
  /** URLs in these columns, each as often as it occurs. */
  urls: number;
}

/** Counts the URLs (`http://…`, `https://…`) in columns of texts and of lists of texts, over all rows of a split. */
export async function countUrls(
  engine: TableEngine,
  request: {
    files: readonly PageFile[];
    columns: readonly FeatureColumn[];
    signal?: AbortSignal;
    /** Gets 0 to 1. */
    onProgress?: (fraction: number) => void;
  },
): Promise<UrlCount> {
  const { files, signal, onProgress } = request;
  const candidates = request.columns.flatMap(({ name, type }) => {
    const texts = textsSql(type, quoteIdentifier(name));
    return texts === null ? [] : [{ name, ...texts }];
  });
  const found: UrlCount = { columns: [], urls: 0 };
  const table = `read_parquet([${files.map(({ path }) => quotePath(path)).join(', ')}])`;
  for (let first = 0; first < candidates.length; first += columnsPerQuery) {
    const part = candidates.slice(first, first + columnsPerQuery);
    const sums = part.flatMap(({ texts, urls }, index) => [
      `coalesce(sum(${texts}), 0)::DOUBLE AS texts${index}`,
      `coalesce(sum(${urls}), 0)::DOUBLE AS urls${index}`,
    ]);
    const sql = `SELECT ${sums.join(', ')} FROM ${table}`;
    const row = files.length === 0 ? {} : await engine.use((connection) => queryOne(connection, sql), signal);
    for (const [index, { name }] of part.entries()) {
      const [texts, urls] = [Number(row[`texts${index}`] ?? 0), Number(row[`urls${index}`] ?? 0)];
      if (urls <= texts * URL_SHARE) continue;
      found.columns.push(name);
      found.urls += urls;
    }
    onProgress?.(Math.min(1, (first + columnsPerQuery) / candidates.length));
  }
  return found;
}

/** SQL for the number of texts and of URLs in a cell; `null` where a type holds neither. */
function textsSql(type: Feature, column: string): { texts: string; urls: string } | null {
  if (isText(type)) return { texts: `(${column} IS NOT NULL)::INT`, urls: `(${isUrl(column)})::INT` };
  const isList = type._type === 'List' || type._type === 'LargeList' || type._type === 'Sequence';
  if (!isList || !('feature' in type) || !isText(type.feature as Feature)) return null;
  return {
    texts: `len(list_filter(${column}, lambda text: text IS NOT NULL))`,
    urls: `len(list_filter(${column}, lambda text: ${isUrl('text')}))`,
  };
}

/** The prefix first: texts that are long and no URLs cost nothing more. */
function isUrl(text: string): string {
  return `${text} ILIKE 'http%' AND regexp_full_match(${text}, '(?i:https?)://[^\\s/]\\S*\\s*')`;
}

function isText(type: Feature): boolean {
  return (
    type._type === 'Value' && 'dtype' in type && (type.dtype === 'string' || type.dtype === 'large_string')
  );
}
