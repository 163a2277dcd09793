import type { RowhouseError } from '@rowhouse/contract';
import type { Database, Sql } from '@rowhouse/database';
import type { Datasets } from '@rowhouse/datasets';
import type { AttemptUsage, Claim, JobStore } from '@rowhouse/jobs';
import type { z } from 'zod';
import type { JobContext } from './job-context.js';

/** What a kind may use in the worker's own process. */
export interface WorkerParts {
  database: Database;
  jobs: JobStore;
  datasets: Datasets;
}

/** What the code of a job ended with: JSON text, and what it cost. */
export interface JobAnswer {
  content: string;
  usage: AttemptUsage;
}

/**
 * One kind of job. `run` is called in a child process that has no database; all other members in the worker. What goes
 * from one to the other is plain data.
 */
export interface JobKind<Params extends object = object, Input = unknown> {
  readonly kind: string;
  /** The pool whose workers run it. */
  readonly pool: string;
  readonly parameters: z.ZodType<Params>;
  /** A shorter limit than the worker's own. */
  readonly timeLimitSeconds?: number;
  /** Where attempts of the job write blobs, ending in `/`; each has a folder of its own in it. */
  blobFolder(jobId: string, params: Params): string;
  /** Reads what the code works from; `null` when nobody waits for the result any more. */
  load(parts: WorkerParts, params: Params, jobId: string): Promise<Input | null>;
  /** Answers what the code asks for while it runs. */
  answer?(parts: WorkerParts, question: unknown): Promise<unknown>;
  /** The code; resolves to JSON text. */
  run(input: Input, context: JobContext): Promise<string>;
  /** Ends the job with its answer; false when that was not taken, so that its blobs are of no use. */
  succeed(parts: WorkerParts, claim: Claim, params: Params, answer: JobAnswer): Promise<boolean>;
  /** Stores the end without a result, in the transaction that makes it. */
  failed?(parts: WorkerParts, tx: Sql, claim: Claim, error: RowhouseError): Promise<void>;
}
