import { isNativeError } from 'node:util/types';
import { type DuckDBDataChunk, type DuckDBType, DuckDBVector } from '@duckdb/node-api';
import { errors, RowhouseError } from '@rowhouse/contract';
import { type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { ArrowBytes } from './arrow-bytes.js';
import { registerCodecs } from './codecs.js';
import { duckTypeOf } from './types.js';
import { type ValueReader, valueReader } from './values.js';

/** An Arrow IPC file or stream, read batch by batch. */
export class ArrowFile {
  /** What made the last read fail. */
  failure: unknown;
  private readonly open = new Set<ArrowCursor>();

  private constructor(
    private readonly file: { path: string; name: string; size: number },
    private readonly schema: Uint8Array | undefined,
    readonly columns: { name: string; type: DuckDBType }[],
    /** Key-value metadata of the schema. */
    readonly metadata: ReadonlyMap<string, string>,
    /** Extrapolated from the first batch. */
    readonly estimatedRows: number,
  ) {}

  /**
   * `schema` is the schema message of a file that lacks it.
   * @throws DatasetGenerationError when the schema can't be read or holds a type without a counterpart,
   * SchemaInFooter
   */
  static open(file: { path: string; name: string; size: number }, schema?: Uint8Array): ArrowFile {
    registerCodecs();
    const bytes = new ArrowBytes(file, schema);
    try {
      bytes.checkEnd();
      const reader = RecordBatchReader.from(bytes.chunks()).open();
      const names = new Set<string>();
      const columns = reader.schema.fields.map((field) => ({
        name: unusedName(field.name, names),
        type: duckTypeOf(field.type, field.name, file.name),
      }));
      const before = bytes.position;
      const first = nextOf(reader);
      const batchBytes = Math.max(1, bytes.position - before);
      const rows = first.done ? 0 : Math.ceil((first.value.numRows * file.size) / batchBytes);
      return new ArrowFile(file, schema, columns, reader.schema.metadata, rows);
    } catch (error) {
      if (bytes.isFileFormat() && /Expected Schema Message/.test(String(error))) throw new SchemaInFooter();
      throw explain(error, file.name);
    } finally {
      bytes.close();
    }
  }

  /** Starts at the first row. */
  read(): ArrowCursor {
    const bytes = new ArrowBytes(this.file, this.schema);
    const cursor = new ArrowCursor(bytes, this.file.name);
    this.open.add(cursor);
    return cursor;
  }

  close(): void {
    for (const cursor of this.open) cursor.close();
    this.open.clear();
  }
}

/** A position in an Arrow file. */
export class ArrowCursor {
  private readonly reader: RecordBatchReader;
  private readers: ValueReader[] = [];
  private rows = 0;
  private row = 0;

  constructor(
    private readonly bytes: ArrowBytes,
    private readonly name: string,
  ) {
    this.reader = RecordBatchReader.from(bytes.chunks());
  }

  /** Writes the next rows; none at the end. */
  fill(chunk: DuckDBDataChunk): void {
    try {
      while (this.row >= this.rows) {
        if (!this.nextBatch()) {
          chunk.rowCount = 0;
          this.close();
          return;
        }
      }
    } catch (error) {
      throw explain(error, this.name);
    }
    const count = Math.min(DuckDBVector.standardSize(), this.rows - this.row);
    chunk.rowCount = count;
    for (const [column, read] of this.readers.entries()) {
      const vector = chunk.getColumnVector(column);
      for (let i = 0; i < count; i++) vector.setItem(i, read(this.row + i));
      vector.flush();
    }
    this.row += count;
  }

  private nextBatch(): boolean {
    const { done, value } = nextOf(this.reader);
    if (done) return false;
    this.rows = value.numRows;
    this.row = 0;
    this.readers = value.data.children.map((child) => valueReader(child));
    return true;
  }

  close(): void {
    this.bytes.close();
  }
}

/** The bytes come synchronously, so the batches do too. */
function nextOf(reader: RecordBatchReader): IteratorResult<RecordBatch> {
  return reader.next() as IteratorResult<RecordBatch>;
}

function unusedName(name: string, used: Set<string>): string {
  let unused = name;
  for (let i = 1; used.has(unused.toLowerCase()); i++) unused = `${name}_${i}`;
  used.add(unused.toLowerCase());
  return unused;
}

/** A file whose schema stands only in its footer, as apache-arrow for JavaScript writes it. */
export class SchemaInFooter extends Error {}

function explain(error: unknown, file: string): unknown {
  if (error instanceof RowhouseError) return error;
  const text = isNativeError(error) ? error.message : String(error);
  const short = /only read|truncated|Unexpected end|out of bounds|Invalid typed array length/i.test(text);
  return errors.DatasetGenerationError(
    {
      file,
      reason: short ? 'its Arrow data ends too early, so the file is truncated' : 'its Arrow data is corrupt',
      next: 'Write the file again and upload it.',
    },
    { cause: error },
  );
}
