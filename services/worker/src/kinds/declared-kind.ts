import type { RowhouseError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import type { Claim, JobRecord } from '@rowhouse/jobs';
import {
  type JobAnswer,
  type JobHandler,
  type JobKindClass,
  type JobKindOptions,
  kindOptionsOf,
  type WorkerParts,
} from './job-kind.js';
import { KindError } from './kind-error.js';

const nameForm = /^[a-z0-9-]{1,63}$/;

/** A kind of job with its handler in the worker, and what holds where the handler says nothing. */
export class DeclaredKind {
  readonly options: JobKindOptions;

  /** @throws KindError when the class can't be a kind of job */
  constructor(
    kindClass: JobKindClass,
    private readonly handler: JobHandler,
  ) {
    this.options = checkedOptions(kindClass);
  }

  get name(): string {
    return this.options.kind;
  }

  blobFolder(jobId: string, params: object): string {
    return this.handler.blobFolder?.(jobId, params) ?? `jobs/${jobId}/`;
  }

  async load(parts: WorkerParts, params: object, jobId: string): Promise<unknown> {
    return this.handler.load ? this.handler.load(parts, params, jobId) : params;
  }

  async answer(parts: WorkerParts, question: unknown, job: JobRecord): Promise<unknown> {
    return this.handler.answer?.(parts, question, job);
  }

  async succeed(parts: WorkerParts, claim: Claim, params: object, answer: JobAnswer): Promise<boolean> {
    if (this.handler.succeed) return this.handler.succeed(parts, claim, params, answer);
    return parts.jobs.succeed(claim, JSON.parse(answer.content) as object, undefined, answer.usage);
  }

  async failed(parts: WorkerParts, tx: Sql, claim: Claim, error: RowhouseError): Promise<void> {
    await this.handler.failed?.(parts, tx, claim, error);
  }
}

function checkedOptions(kindClass: JobKindClass): JobKindOptions {
  const options = kindOptionsOf(kindClass);
  if (!options) throw new KindError(`The class '${kindClass.name}' has no @JobKind().`);
  const { kind, pool, parameters } = options;
  const problem = (what: string) =>
    new KindError(`The job kind '${kind}' of the class '${kindClass.name}' ${what}.`);
  for (const name of [kind, pool]) {
    if (!nameForm.test(name))
      throw problem(`needs names of lower-case letters, digits and '-', not '${name}'`);
  }
  if (typeof parameters?.safeParse !== 'function') throw problem('has no zod schema as its parameters');
  if (typeof kindClass.run !== 'function') throw problem('has no static method run()');
  for (const limit of ['timeLimitSeconds', 'memoryLimitMb', 'maxAttempts'] as const) {
    const value = options[limit];
    if (value !== undefined && !(Number.isFinite(value) && value > 0))
      throw problem(`has a ${limit} that is not above 0: ${value}`);
  }
  return options;
}
