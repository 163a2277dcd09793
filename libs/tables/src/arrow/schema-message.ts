import { open } from 'node:fs/promises';
import { RecordBatchReader, RecordBatchStreamWriter, Table } from 'apache-arrow';
import { registerCodecs } from './codecs.js';

/** How a stream ends: a continuation marker and the length zero. */
const END = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/**
 * The schema of an Arrow file as the first message of a stream, taken from its footer: apache-arrow
 * for JavaScript writes files without that message.
 */
export async function schemaMessage(path: string): Promise<Uint8Array> {
  registerCodecs();
  const handle = await open(path);
  try {
    const reader = await (await RecordBatchReader.from(handle)).open();
    const bytes = RecordBatchStreamWriter.writeAll(new Table(reader.schema)).toUint8Array(true);
    const end = Buffer.from(bytes).indexOf(END);
    await reader.cancel();
    return end < 0 ? bytes : bytes.subarray(0, end);
  } finally {
    await handle.close();
  }
}
