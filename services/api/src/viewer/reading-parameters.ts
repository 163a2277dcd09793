import { errors, type FeatureColumn } from '@rowhouse/contract';
import { type ExportFormat, exportFormats, nearNames } from '@rowhouse/tables';
import { parameter, type Query } from './parameters.js';

/** What a read of rows may ask for beyond Hugging Face's parameters. */
export interface ReadingParameters {
  /** Names of columns, in the order of the answer; absent for all. */
  columns?: string[];
  /** 40 hex digits; absent for the revision that readers see. */
  revision?: string;
  /** Absent for a page as JSON. */
  format?: ExportFormat;
}

/** @throws InvalidParameter */
export function readingParameters(query: Query): ReadingParameters {
  return { columns: columnNames(query), revision: revisionOf(query), format: formatOf(query) };
}

/** @throws InvalidParameter */
export function revisionOf(query: Query): string | undefined {
  const revision = parameter(query, 'revision');
  if (revision === undefined || /^[0-9a-f]{40}$/.test(revision)) return revision;
  throw errors.InvalidParameter({
    message: `Parameter 'revision' must have 40 hexadecimal digits, as X-Revision and /api/datasets/{dataset}/revisions tell them`,
  });
}

function formatOf(query: Query): ExportFormat | undefined {
  const format = parameter(query, 'format');
  if (format === undefined || format === 'json') return undefined;
  if (Object.hasOwn(exportFormats, format)) return format as ExportFormat;
  const formats = ['json', ...Object.keys(exportFormats)].join(', ');
  throw errors.InvalidParameter({ message: `Parameter 'format' must be one of ${formats}` });
}

/** `a,b`; a name with a comma or with quotes stands in double quotes, quotes in it doubled. */
function columnNames(query: Query): string[] | undefined {
  const text = parameter(query, 'columns');
  if (text === undefined) return undefined;
  const names: string[] = [];
  const piece = /"((?:[^"]|"")*)"(?:,|$)|([^",]+)(?:,|$)/y;
  while (piece.lastIndex < text.length) {
    const at = piece.lastIndex;
    const match = piece.exec(text);
    if (!match) {
      throw errors.InvalidParameter({
        message: `Parameter 'columns' must be names separated by commas; a name with a comma or a quote stands in double quotes`,
        cause: { cause_message: 'This is no name of a column.', parameter: 'columns', position: at + 1 },
      });
    }
    names.push(match[1]?.replaceAll('""', '"') ?? (match[2] as string));
  }
  return [...new Set(names)];
}

/**
 * The columns of a split with these names, each with its own place in the split as `feature_idx`.
 * @throws InvalidParameter that names near ones
 */
export function columnsNamed(
  all: readonly FeatureColumn[],
  names: readonly string[] | undefined,
): readonly FeatureColumn[] {
  if (!names) return all;
  const byName = new Map(all.map((column) => [column.name, column]));
  return names.map((name) => {
    const column = byName.get(name);
    if (column) return column;
    const near = nearNames(
      name,
      all.map((other) => other.name),
    );
    throw errors.InvalidParameter({
      message: `Parameter 'columns' names '${name.slice(0, 100)}', which the split does not have`,
      cause: {
        cause_message: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See the features of /info.',
        parameter: 'columns',
      },
    });
  });
}
