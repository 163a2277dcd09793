import { randomUUID } from 'node:crypto';
import type { DuckDBBlobValue, DuckDBConnection } from '@duckdb/node-api';
import { quoteIdentifier } from '../engine/quote.js';
import { durationOf, imageDimensions } from '../media/media-facts.js';
import { asMediaStruct } from '../media/media-struct.js';
import type { ColumnDescription, ColumnSource } from './column.js';
import { floatStatistics } from './floats.js';
import { integerStatistics } from './integers.js';

/** What of each kind of media is described, as the reference does: widths in pixels, durations in seconds. */
const measures = { image: 'width', audio: 'duration', video: 'duration' } as const;
type Described = keyof typeof measures;

/**
 * Widths of pictures, durations of sounds and films. Of files they are known since the conversion; of media in the table
 * itself they are read from the headers, chunk by chunk of rows. What can't be measured counts as null.
 */
export async function mediaStatistics(source: ColumnSource, kind: Described): Promise<ColumnDescription> {
  const { queries, engine, table, column, signal } = source;
  const field = (name: string) => `struct_extract(${asMediaStruct(column)}, '${name}')`;
  const { stored, rows } = await queries.aggregate(table, field('bytes'), (x) => ({
    stored: `count(${x})`,
    rows: 'count(*)',
  }));
  if (Number(stored) === 0) return described(source, kind, field(measures[kind]));
  const name = `measured-${randomUUID()}`;
  const quoted = quoteIdentifier(name);
  try {
    // Any other statement on a connection, also the flush of an appender, ends the stream that is open on it.
    const columns = `${field('bytes')}, ${field(measures[kind])}::DOUBLE`;
    const written = await queries.alone((reader) =>
      engine.use(async (writer) => {
        await writer.run(`CREATE TABLE ${quoted} (x DOUBLE)`);
        return measure({ reader, writer }, source, kind, name, columns);
      }, signal),
    );
    if (written !== Number(rows)) throw new Error(`of ${rows} media ${written} were measured`);
    return await described({ ...source, table: quoted, column: 'x' }, kind, 'x');
  } finally {
    await engine.use((connection) => connection.run(`DROP TABLE IF EXISTS ${quoted}`));
  }
}

async function described(source: ColumnSource, kind: Described, values: string): Promise<ColumnDescription> {
  const column_statistics =
    kind === 'image'
      ? await integerStatistics(source, `(${values})::BIGINT`)
      : await floatStatistics({ ...source, column: values });
  return { column_type: kind, column_statistics };
}

/** Writes one number, or null, for each row; gives how many. */
async function measure(
  { reader, writer }: { reader: DuckDBConnection; writer: DuckDBConnection },
  { table, signal }: ColumnSource,
  kind: Described,
  target: string,
  columns: string,
): Promise<number> {
  const appender = await writer.createAppender(target);
  let written = 0;
  try {
    const result = await reader.stream(`SELECT ${columns} FROM ${table}`);
    for (;;) {
      signal?.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return written;
      const [media, known] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let row = 0; row < chunk.rowCount; row++) {
        const stored = media.getItem(row) as DuckDBBlobValue | null;
        const value = known.getItem(row) ?? (stored && (await measured(kind, stored.bytes)));
        if (typeof value === 'number') appender.appendDouble(value);
        else appender.appendNull();
        appender.endRow();
        written++;
      }
    }
  } finally {
    appender.closeSync();
  }
}

async function measured(kind: Described, bytes: Uint8Array): Promise<number | null> {
  if (kind === 'image') return imageDimensions(bytes).width;
  const read = async (start: number, length: number) => bytes.subarray(start, start + length);
  return durationOf({ size: bytes.length, read });
}
