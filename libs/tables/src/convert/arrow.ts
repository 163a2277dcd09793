import type { DuckDBConnection } from '@duckdb/node-api';
import { errors, RowhouseError } from '@rowhouse/contract';
import { ArrowFile, SchemaInFooter } from '../arrow/arrow-file.js';
import { schemaMessage } from '../arrow/schema-message.js';
import { columnsOfQuery } from '../engine/describe-query.js';
import { quoteLiteral } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';
import { declaredFeatures, FEATURES_KEY } from '../features/declared-features.js';
import type { SourceFile, SourceRelation } from './source.js';

/** Opens an Arrow IPC file or stream; DuckDB pulls its record batches one by one. */
export async function openArrow(
  engine: TableEngine,
  connection: DuckDBConnection,
  file: SourceFile,
): Promise<SourceRelation> {
  const arrow = await openFile(file);
  const token = engine.arrowScans.add(arrow);
  const select = `SELECT * FROM rowhouse_arrow(${quoteLiteral(token)})`;
  return {
    file,
    select,
    columns: await columnsOfQuery(connection, select),
    estimatedRows: arrow.estimatedRows,
    declared: declaredFeatures(arrow.metadata.get(FEATURES_KEY)),
    guessed: false,
    explain: async () => {
      const { failure } = arrow;
      return failure instanceof RowhouseError ? failure : null;
    },
    close: () => engine.arrowScans.remove(token),
  };
}

async function openFile(file: SourceFile): Promise<ArrowFile> {
  try {
    return ArrowFile.open(file);
  } catch (error) {
    if (!(error instanceof SchemaInFooter)) throw error;
  }
  try {
    return ArrowFile.open(file, await schemaMessage(file.path));
  } catch (error) {
    if (error instanceof RowhouseError) throw error;
    throw errors.DatasetGenerationError(
      { file: file.name, reason: 'its Arrow data is corrupt', next: 'Write the file again and upload it.' },
      { cause: error },
    );
  }
}
