import { isNativeError } from 'node:util/types';
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors, type RowhouseError } from '@rowhouse/contract';
import { columnsOfQuery } from '../engine/describe-query.js';
import { queryAll, queryOne } from '../engine/query.js';
import { quoteLiteral, quotePath } from '../engine/quote.js';
import { declaredFeatures, FEATURES_KEY } from '../features/declared-features.js';
import type { SourceFile, SourceRelation } from './source.js';

/** Opens a Parquet file. Its declared features (`huggingface` metadata) come along. */
export async function openParquet(connection: DuckDBConnection, file: SourceFile): Promise<SourceRelation> {
  const path = quotePath(file.path);
  try {
    const { rows } = await queryOne(
      connection,
      `SELECT num_rows AS rows FROM parquet_file_metadata(${path})`,
    );
    const [metadata] = await queryAll(
      connection,
      `SELECT decode(value) AS text FROM parquet_kv_metadata(${path}) WHERE key = ${quoteLiteral(FEATURES_KEY)}::BLOB`,
    );
    const select = `SELECT * FROM read_parquet(${path})`;
    return {
      file,
      select,
      columns: await columnsOfQuery(connection, select),
      estimatedRows: Number(rows),
      declared: declaredFeatures(typeof metadata?.text === 'string' ? metadata.text : undefined),
      guessed: false,
      explain: async (error) => explainParquet(error, file),
    };
  } catch (error) {
    throw isNativeError(error) ? explainParquet(error, file) : error;
  }
}

function explainParquet(error: Error, file: SourceFile): RowhouseError {
  const truncated = /magic bytes|too small to be a Parquet|footer/i.test(error.message);
  const encrypted = /encrypt/i.test(error.message);
  const reason = encrypted
    ? 'it is encrypted'
    : truncated
      ? 'its Parquet footer is missing or broken, so the file is truncated'
      : 'its Parquet data is corrupt';
  return errors.DatasetGenerationError(
    { file: file.name, reason, next: 'Write the file again and upload it.' },
    { cause: error },
  );
}
