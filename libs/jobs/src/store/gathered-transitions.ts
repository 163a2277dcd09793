import { Gathered, prepared, type Sql } from '@rowhouse/database';
import type { LockedRow } from './end-attempt.js';
import type { RecordRow } from './job-row.js';
import { claimJobs, succeedJobs } from './transition-sql.js';

export type ClaimedRow = RecordRow & { waited_s: number };

interface WantedClaim {
  jobId: string;
  attempt: number;
  workerId: string;
}

export interface Success {
  jobId: string;
  fence: string;
  /** JSON text. */
  result: string | null;
  cpuMs: number;
  gpuMs: number;
}

const claimStatement = prepared(claimJobs);
const succeedStatement = prepared(succeedJobs);

/** Claims, and ends without effects, of jobs that one process runs side by side: one statement for several jobs. */
export class GatheredTransitions {
  readonly #claims: Gathered<WantedClaim, ClaimedRow | null>;
  readonly #successes: Gathered<Success, LockedRow | null>;

  constructor(primary: Sql, leaseMs: number) {
    this.#claims = new Gathered(async (wanted) => {
      const values = [
        wanted.map(({ jobId }) => jobId),
        wanted.map(({ attempt }) => attempt),
        wanted.map(({ workerId }) => workerId),
        leaseMs,
      ];
      const { rows } = await primary.query<ClaimedRow>(claimStatement, values);
      // Of equal messages one gets the claim, though a row for each attempt of a job can't be.
      return wanted.map((each) => take(rows, (row) => row.id === each.jobId && row.attempt === each.attempt));
    });
    this.#successes = new Gathered(async (ended) => {
      const rows = await succeedAll(primary, ended);
      return ended.map((each) => take(rows, (row) => row.id === each.jobId && row.fence === each.fence));
    });
  }

  /** Null when the message is stale. */
  claim(jobId: string, attempt: number, workerId: string): Promise<ClaimedRow | null> {
    return this.#claims.add({ jobId: jobId.toLowerCase(), attempt, workerId });
  }

  /** Null when the claim was lost. */
  succeed(success: Success): Promise<LockedRow | null> {
    return this.#successes.add(success);
  }
}

/** Ends jobs with their results; no row for one whose claim was lost. */
export async function succeedAll(sql: Sql, ended: readonly Success[]): Promise<LockedRow[]> {
  const { rows } = await sql.query<LockedRow>(succeedStatement, [
    ended.map(({ jobId }) => jobId),
    ended.map(({ fence }) => fence),
    ended.map(({ result }) => result),
    ended.map(({ cpuMs }) => cpuMs),
    ended.map(({ gpuMs }) => gpuMs),
  ]);
  return rows;
}

/** Takes the first row that fits out of `rows`. */
function take<Row>(rows: Row[], fits: (row: Row) => boolean): Row | null {
  const index = rows.findIndex(fits);
  return index < 0 ? null : (rows.splice(index, 1)[0] ?? null);
}
