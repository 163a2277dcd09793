import { define } from './define.js';
import type { ErrorBody } from './rowhouse-error.js';

/** What can stand between a client and the jobs that it submits. */
export const jobErrors = {
  IdempotencyKeyReused: define<{ key: string; jobId: string }>({
    status: 409,
    message: ({ key, jobId }) =>
      `The Idempotency-Key '${key}' already belongs to the job ${jobId}, which was submitted with another body. Use a new key for a new job.`,
    details: ({ jobId }) => ({ jobId }),
  }),
  AllChildrenFailed: define<{ failed: number; reason: string }>({
    status: 500,
    message: ({ failed, reason }) =>
      `None of the job's ${failed} parts gave a result; the first one failed so: ${reason.slice(0, 1000)}`,
    details: ({ failed }) => ({ failed }),
  }),
  JobCancelled: define({ status: 409, message: () => 'The job was cancelled before it ended.' }),
  JobMemoryExceeded: define<{ limitMb: number; actualMb: number }>({
    status: 501,
    message: ({ limitMb, actualMb }) =>
      `The job needed more memory than the allowed ${limitMb} MiB (its process had ${actualMb} MiB) and was ended. Give it less to do at once, or ask the operator to raise the limit.`,
    details: ({ limitMb, actualMb }) => ({ limit: limitMb, actual: actualMb }),
  }),
  JobNotFinished: define<{ jobId: string; state: string }>({
    status: 409,
    retryable: true,
    message: ({ jobId, state }) =>
      `The job ${jobId} is ${state} and has no result yet. Follow it at /api/jobs/${jobId}.`,
    details: ({ jobId, state }) => ({ jobId, state, url: `/api/jobs/${jobId}` }),
  }),
  JobHasNoFile: define<{ jobId: string; kind: string }>({
    status: 404,
    message: ({ jobId, kind }) =>
      `The job ${jobId} made no Parquet file: a '${kind}' has its whole result in the JSON answer. Ask without 'format=parquet'.`,
  }),
  JobHasNoResult: define<{ jobId: string; state: string; cause: ErrorBody | null }>({
    status: 409,
    message: ({ jobId, state, cause }) =>
      `The job ${jobId} ${state === 'cancelled' ? 'was cancelled' : state} and has no result${cause && state === 'failed' ? `: ${cause.error}` : '.'}`,
    details: ({ jobId, state, cause }) => ({ jobId, state, jobError: cause }),
  }),
};
