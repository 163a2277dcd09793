import type { RowhouseError } from '@rowhouse/contract';
import type { Database, Sql } from '@rowhouse/database';
import type { Datasets } from '@rowhouse/datasets';
import type { AttemptUsage, Claim, JobRecord, JobStore } from '@rowhouse/jobs';
import type { z } from 'zod';
import type { JobContext } from './job-context.js';

/** What a kind of job says of itself. */
export interface JobKindOptions<Params extends object = object> {
  /** Lower-case letters, digits and '-', at most 63 characters; no other kind has it. */
  kind: string;
  /** The pool whose workers run it. */
  pool: string;
  /** What does not fit fails before it runs. */
  parameters: z.ZodType<Params>;
  /** A shorter limit than the worker's own. */
  timeLimitSeconds?: number;
  /** Of the whole process of the job, in MiB; a lower limit than the worker's own. */
  memoryLimitMb?: number;
  /** Fewer attempts than the job was created with. */
  maxAttempts?: number;
}

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

/** What the worker does for jobs of one kind, in its own process. All of it has a default. */
export interface JobHandler<Params extends object = object, Input = unknown> {
  /** Where attempts of the job write blobs, ending in `/`; each has a folder of its own in it. Default `jobs/<id>/`. */
  blobFolder?(jobId: string, params: Params): string;
  /** Reads what the code works from; `null` when nobody waits for the result any more. Default: the parameters. */
  load?(parts: WorkerParts, params: Params, jobId: string): Promise<Input | null>;
  /** Answers what the code of a job asks for while it runs. */
  answer?(parts: WorkerParts, question: unknown, job: JobRecord): Promise<unknown>;
  /**
   * Ends the job with its answer; false when that was not taken, so that its blobs are of no use. Default: the answer
   * becomes the job's result.
   */
  succeed?(parts: WorkerParts, claim: Claim, params: Params, answer: JobAnswer): Promise<boolean>;
  /** Stores the end without a result, in the transaction that makes it. */
  failed?(parts: WorkerParts, tx: Sql, claim: Claim, error: RowhouseError): Promise<void>;
}

/**
 * A kind of job as a class. Its instances live in the worker, made by Nest. `run` is the code of the job: static, since
 * it is called in a child process that has no Nest, no instances and no database. What goes from one to the other is
 * plain data.
 */
export interface JobKindClass<Params extends object = object, Input = unknown> {
  new (...injected: never[]): JobHandler<Params, Input>;
  /** Gives the answer as an object, or as JSON text, which is taken as it is. */
  run(input: Input, context: JobContext): Promise<object | string>;
}

/** The same in every copy of this package, so that a kind may come from elsewhere. */
const declared: unique symbol = Symbol.for('rowhouse.job-kind') as never;

/** Declares a class to be a kind of job. */
export function JobKind<Params extends object>(options: JobKindOptions<Params>) {
  return <Input>(target: JobKindClass<Params, Input>): void => {
    Object.defineProperty(target, declared, { value: options });
  };
}

/** What a class was declared to be; null for any other value. A class does not inherit it. */
export function kindOptionsOf(value: unknown): JobKindOptions | null {
  if (typeof value !== 'function' || !Object.hasOwn(value, declared)) return null;
  return (value as unknown as { [declared]: JobKindOptions })[declared];
}
