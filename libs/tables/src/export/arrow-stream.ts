import type { DuckDBResult, DuckDBType } from '@duckdb/node-api';
import type { FeatureColumn } from '@rowhouse/contract';
import { type Data, Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { FEATURES_KEY, featuresMetadata } from '../features/declared-features.js';
import { arrowData } from './arrow-data.js';
import { arrowType } from './arrow-type.js';
import { ArrowWriter } from './arrow-writer.js';

/** Rows as an Arrow IPC stream, one record batch per chunk of DuckDB (2048 rows); the features stand in its schema. */
export async function* arrowStream(
  result: DuckDBResult,
  columns: readonly FeatureColumn[],
): AsyncGenerator<Uint8Array> {
  const types = result.columnTypes();
  const fields = columns.map(
    ({ name }, index) => new Field(name, arrowType(types[index] as DuckDBType), true),
  );
  const schema = new Schema(fields, new Map([[FEATURES_KEY, featuresMetadata(columns)]]));
  const writer = new ArrowWriter();
  writer.reset(undefined, schema);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const length = chunk.rowCount;
    const children = types.map((type, index) => {
      const vector = chunk.getColumnVector(index);
      return arrowData(
        type,
        Array.from({ length }, (_, row) => vector.getItem(row)),
      );
    });
    const data = makeData({ type: new Struct(fields), length, nullCount: 0, children }) as Data<Struct>;
    writer.write(new RecordBatch(schema, data));
    yield writer.take();
  }
  writer.finish();
  yield writer.take();
}
