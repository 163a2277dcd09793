import { z } from 'zod';
import { bootstrapResult, kmeansResult, simulateResult } from '../api/compute/results.js';
import { userJobKinds } from '../api/job-kinds.js';
import { jobLogs, jobLogsQuery } from '../api/job-logs.js';
import {
  jobResultQuery,
  listJobsQuery,
  queryResult,
  scenariosResult,
  submitJobBody,
  userJobDetail,
  userJobItem,
} from '../api/jobs.js';
import { bodyErrors, callerErrors, fileErrors } from './error-groups.js';
import { examples } from './examples.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { bytes, json, type Operation } from './operation.js';
import { idPath } from './paths.js';

const path = '/api/jobs/{id}';
const one = {
  method: 'get',
  tag: 'jobs',
  token: 'required',
  pathParameters: idPath,
  headers: requestHeaders.read,
} as const satisfies Partial<Operation>;
const job = (description: string, headers: z.ZodObject) => ({
  description,
  content: json(userJobDetail, examples.jobDetail),
  headers,
});

/** `submitJobBody` with the parameters of each kind; with scenarios, these may bring what the parameters lack. */
const submission = z.union([
  ...Object.entries(userJobKinds).map(([kind, { params }]) =>
    submitJobBody.omit({ scenarios: true }).extend({ kind: z.literal(kind), params }),
  ),
  submitJobBody.required({ scenarios: true }),
]);

const result = z.union([queryResult, simulateResult, bootstrapResult, kmeansResult, scenariosResult]);

/** Jobs of users. */
export const jobOperations: readonly Operation[] = [
  {
    id: 'submitJob',
    method: 'post',
    path: '/api/jobs',
    tag: 'jobs',
    token: 'required',
    summary: 'Submits a job.',
    description:
      'The job is stored when this is answered: it ends in a final state whatever happens to servers meanwhile. With an `Idempotency-Key` the same request makes one job, however often it is sent.',
    headers: requestHeaders.submission,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: submission,
          example: { kind: 'query', params: examples.jobDetail.params },
        },
      },
    },
    answers: {
      200: job('The job that the Idempotency-Key already stands for.', answerHeaders.created),
      202: job('The new job.', answerHeaders.created),
    },
    errors: [
      ...callerErrors,
      ...bodyErrors,
      'InvalidParameter',
      'IdempotencyKeyReused',
      'InvalidModel',
      'InvalidQuery',
      'QueryNotAllowed',
      'QueryTableNotFound',
    ],
  },
  {
    id: 'listJobs',
    method: 'get',
    path: '/api/jobs',
    tag: 'jobs',
    token: 'required',
    summary: "The caller's jobs, the newest first; for an administrator those of all owners, or of `owner`.",
    description:
      'Without the scenarios of jobs, but for those of `parent`. The URL of the next page is in the header `Link`.',
    query: listJobsQuery,
    headers: requestHeaders.read,
    answers: {
      200: {
        description: 'A page of jobs.',
        content: json(z.array(userJobItem), [examples.job]),
        headers: answerHeaders.page,
      },
    },
    errors: [...callerErrors, 'InvalidParameter', 'NotAllowed'],
  },
  {
    ...one,
    id: 'getJob',
    path,
    summary: 'One job: its state, progress, place in the queue and cost.',
    description:
      'With the consistency token of the answer that submitted or cancelled it, it is at least as new as that. `GET /api/jobs/{id}/events` tells every change.',
    answers: { 200: job('The job.', answerHeaders.read) },
    errors: [...callerErrors, 'JobNotFound'],
  },
  {
    ...one,
    id: 'cancelJob',
    method: 'delete',
    path,
    summary: 'Cancels a job.',
    description:
      'Its scenarios, too. A result that comes before the worker has heard of it counts. A job that has ended is not changed.',
    headers: undefined,
    answers: {
      200: job('It was queued and never runs.', answerHeaders.written),
      202: job('It stops within seconds, unless its result comes first.', answerHeaders.written),
    },
    errors: [...callerErrors, 'JobNotFound', 'JobStateConflict'],
  },
  {
    ...one,
    id: 'getJobResult',
    path: `${path}/result`,
    summary: 'The result as JSON, of a query its first rows; or the Parquet file that the job made.',
    description:
      'There is none before the job has succeeded (`JobNotFinished`, `JobHasNoResult`). The file is served with ranges and an `ETag`, for as long as results are kept.',
    query: jobResultQuery,
    answers: {
      200: {
        description: 'The result.',
        content: {
          ...json(result, {
            features: [{ feature_idx: 0, name: 'n', type: { _type: 'Value', dtype: 'int64' } }],
            rows: [{ row_idx: 0, row: { n: 406 }, truncated_cells: [] }],
            num_rows_total: 1,
            truncated: false,
            parquet: {
              url: `http://localhost:8080/api/jobs/${examples.jobId}/result?format=parquet`,
              size: 401,
              sha256: examples.sha256,
            },
          }),
          'application/vnd.apache.parquet': { schema: bytes },
        },
        headers: answerHeaders.read,
      },
      206: { description: 'The asked bytes of the file.' },
      304: { description: 'The client has it.' },
    },
    errors: [
      ...callerErrors,
      ...fileErrors,
      'InvalidParameter',
      'JobNotFound',
      'JobNotFinished',
      'JobHasNoFile',
      'JobHasNoResult',
    ],
  },
  {
    ...one,
    id: 'getJobLogs',
    path: `${path}/logs`,
    summary: 'What the attempts of a job wrote.',
    description:
      'Of each attempt the first and the last 64 KiB. While the job runs the cursor brings what comes later; a piece may take some seconds to appear.',
    query: jobLogsQuery,
    answers: {
      200: {
        description: 'A page of it.',
        content: {
          ...json(jobLogs, {
            items: [{ attempt: 1, at: examples.time, skippedBytes: 0, text: 'reading me/cars\n' }],
            cursor: 'MQ',
            more: false,
          }),
          'text/plain': { schema: z.string() },
        },
        headers: answerHeaders.page,
      },
    },
    errors: [...callerErrors, 'InvalidParameter', 'JobNotFound'],
  },
];
