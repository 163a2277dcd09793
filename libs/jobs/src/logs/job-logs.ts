import type { ConsistencyToken, Database } from '@rowhouse/database';
import type { Claim } from '../life/job.js';
import { isJobId } from '../store/job-id.js';
import { beginning, cursorOf, placeOf } from './log-cursor.js';
import { deletePieces, insertPiece, readPieces } from './log-sql.js';

/** A piece of what an attempt wrote. */
export interface LogPiece {
  attempt: number;
  /** When it was stored. */
  at: Date;
  /** Bytes that the attempt wrote between the piece before and this one, and that were left out. */
  skippedBytes: number;
  text: string;
}

export interface LogPage {
  /** In the order in which they were written. */
  items: LogPiece[];
  /** Brings what comes after this page, also what is not written yet. */
  cursor: string;
  /** True when there is more by now. */
  more: boolean;
}

export interface LogPageRequest {
  /** `cursor` of the page before. */
  cursor?: string;
  /** Only of this attempt. */
  attempt?: number;
  /** Most pieces. */
  limit: number;
}

/** What is to be stored of the log of an attempt. */
export interface LogWrite {
  /** Where the text begins in all that the attempt wrote, and how many bytes it is there. */
  startByte: number;
  bytes: number;
  text: string;
  /** What begins here, up to the other, gives way. */
  cut?: { from: number; to: number };
}

interface PieceRow {
  fence: string;
  start_byte: string;
  bytes: number;
  attempt: number;
  at: Date;
  text: string;
}

/** What jobs wrote while they ran. It stays as long as the job. */
export class JobLogs {
  constructor(private readonly db: Database) {}

  /** Stores a piece, also of an attempt that has lost its claim. The writer keeps within its bounds by what it cuts. */
  async write({ jobId, fence, attempt }: Claim, { startByte, bytes, text, cut }: LogWrite): Promise<void> {
    // Postgres holds no NUL in a text.
    const values = [jobId, fence, startByte, bytes, attempt, text.replaceAll('\0', '\ufffd')];
    if (!cut || cut.from >= cut.to) {
      await this.db.primary.query(insertPiece, values);
      return;
    }
    await this.db.write(async (tx) => {
      await tx.query(insertPiece, values);
      await tx.query(deletePieces, [jobId, fence, cut.from, cut.to]);
    });
  }

  /** From a replica that has seen the token, else from any healthy one. Throws `InvalidParameter`. */
  async page(jobId: string, request: LogPageRequest, token?: ConsistencyToken): Promise<LogPage> {
    let place = request.cursor === undefined ? beginning : placeOf(request.cursor);
    if (!isJobId(jobId)) return { items: [], cursor: cursorOf(place), more: false };
    const values = [jobId, place.fence, place.startByte, request.attempt ?? null, request.limit + 1];
    const { rows } = await this.db.read((reader) => reader.query<PieceRow>(readPieces, values), token);
    const items = rows.slice(0, request.limit).map((row): LogPiece => {
      const startByte = Number(row.start_byte);
      const expected = row.fence === place.fence ? place.endByte : 0;
      place = { fence: row.fence, startByte, endByte: startByte + row.bytes };
      const { attempt, at, text } = row;
      return { attempt, at, skippedBytes: Math.max(0, startByte - expected), text };
    });
    return { items, cursor: cursorOf(place), more: rows.length > request.limit };
  }
}
