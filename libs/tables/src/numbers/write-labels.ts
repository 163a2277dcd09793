import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ParquetFile } from '../convert/write-parts.js';
import { quoteLiteral, quotePath } from '../engine/quote.js';
import type { TableEngine } from '../engine/table-engine.js';

const rowsPerPiece = 100_000;

/**
 * Writes a Parquet file with the columns `row_idx` and `cluster`, one row for each row of a table, in order.
 * @param labels -1 stands for none
 * @param workFile is written and stays, for the caller to remove with its folder
 */
export async function writeLabels(
  engine: TableEngine,
  labels: Int32Array,
  { outFile, workFile }: { outFile: string; workFile: string },
): Promise<ParquetFile> {
  await pipeline(Readable.from(pieces(labels)), createWriteStream(workFile));
  await engine.use((connection) =>
    connection.run(`COPY (
        SELECT * FROM read_csv(${quotePath(workFile)}, header = false, columns = {row_idx: 'BIGINT', cluster: 'INTEGER'})
      ) TO ${quoteLiteral(outFile)} (FORMAT parquet, COMPRESSION zstd)`),
  );
  return { path: outFile, numRows: labels.length, size: (await stat(outFile)).size };
}

function* pieces(labels: Int32Array): Generator<string> {
  for (let from = 0; from < labels.length; from += rowsPerPiece) {
    let piece = '';
    const end = Math.min(labels.length, from + rowsPerPiece);
    for (let row = from; row < end; row++) piece += `${row},${labels[row] === -1 ? '' : labels[row]}\n`;
    yield piece;
  }
}
