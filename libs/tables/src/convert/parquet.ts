import { isNativeError } from 'node:util/types';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors, RowhouseError } from '@rowhouse/contract';
import { columnsOfQuery, type TypedColumn } from '../engine/describe-query.js';
import { queryAll, queryOne } from '../engine/query.js';
import { quoteIdentifier, quoteLiteral, quotePath } from '../engine/quote.js';
import { declaredFeatures, FEATURES_KEY } from '../features/declared-features.js';
import { obstaclesIn } from '../formats/parquet-footer.js';
import type { SourceFile, SourceRelation } from './source.js';

/** So many names stand in a note, each up to so many characters. */
const namedColumns = 10;
const nameCharacters = 100;

/**
 * Opens a Parquet file. Its declared features (`huggingface` metadata) come along. Columns that can't be read are left
 * out, which a note says.
 * @throws EncryptedParquetError, DatasetGenerationError
 */
export async function openParquet(connection: DuckDBConnection, file: SourceFile): Promise<SourceRelation> {
  const path = quotePath(file.path);
  const obstacles = await obstaclesIn(file.path);
  if (obstacles.encrypted) throw errors.EncryptedParquetError({ file: file.name, what: 'it' });
  try {
    const all = await columnsOfQuery(connection, `SELECT * FROM read_parquet(${path})`);
    const leftOut = [...obstacles.columns].flatMap(([index, reason]) =>
      all[index] ? [{ column: all[index], reason }] : [],
    );
    const unreadable = new Set(leftOut.map(({ column }) => column));
    const columns = all.filter((column) => !unreadable.has(column));
    if (columns.length === 0) throw nothingReadable(file, leftOut);
    const exclude = [...unreadable].map(({ name }) => quoteIdentifier(name)).join(', ');
    const { rows } = await queryOne(connection, `SELECT count(*) AS rows FROM read_parquet(${path})`);
    const [metadata] = await queryAll(
      connection,
      `SELECT decode(value) AS text FROM parquet_kv_metadata(${path}) WHERE key = ${quoteLiteral(FEATURES_KEY)}::BLOB`,
    );
    return {
      file,
      select: `SELECT *${exclude ? ` EXCLUDE (${exclude})` : ''} FROM read_parquet(${path})`,
      columns,
      estimatedRows: Number(rows),
      declared: declaredFeatures(typeof metadata?.text === 'string' ? metadata.text : undefined),
      guessed: false,
      notes: notesOf(file, leftOut),
      explain: async (error) => explainParquet(error, file),
    };
  } catch (error) {
    if (error instanceof RowhouseError || !isNativeError(error)) throw error;
    throw explainParquet(error, file);
  }
}

type LeftOut = { column: TypedColumn; reason: 'encrypted' | 'decimal' };

function notesOf(file: SourceFile, leftOut: readonly LeftOut[]): string[] {
  const reasons = { encrypted: 'encrypted', decimal: 'decimals of more than 38 digits' };
  return (['encrypted', 'decimal'] as const).flatMap((reason) => {
    const names = leftOut.filter((one) => one.reason === reason).map(({ column }) => column.name);
    if (names.length === 0) return [];
    return [`Columns of '${file.name}' were left out because they are ${reasons[reason]}: ${listed(names)}.`];
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, namedColumns).map((name) => `'${name.slice(0, nameCharacters)}'`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function nothingReadable(file: SourceFile, leftOut: readonly LeftOut[]): RowhouseError {
  if (leftOut.some(({ reason }) => reason === 'encrypted')) {
    return errors.EncryptedParquetError({ file: file.name, what: 'every column that could be read' });
  }
  return errors.DatasetGenerationError({
    file: file.name,
    reason: 'all of its columns are decimals of more than 38 digits',
    next: 'Write them with at most 38 digits, as doubles or as text.',
  });
}

/** What DuckDB said of a file, for people. */
export function explainParquet(error: Error, file: SourceFile): RowhouseError {
  // DuckDB's sentence; other ones may hold names of columns, in which the word means nothing.
  if (/^[\w ]+: File ('[^']*' )?is encrypted\b/i.test(error.message)) {
    return errors.EncryptedParquetError({ file: file.name, what: 'it' }, { cause: error });
  }
  const truncated = /magic bytes|too small to be a Parquet|footer/i.test(error.message);
  const reason = truncated
    ? 'its Parquet footer is missing or broken, so the file is truncated'
    : 'its Parquet data is corrupt';
  return errors.DatasetGenerationError(
    { file: file.name, reason, next: 'Write the file again and upload it.' },
    { cause: error },
  );
}
