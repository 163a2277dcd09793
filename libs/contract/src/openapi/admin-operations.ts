import { z } from 'zod';
import {
  adminJobsQuery,
  deadLettersQuery,
  jobDetail,
  jobPage,
  requeued,
  requeueQuery,
} from '../admin/jobs.js';
import { overview } from '../admin/overview.js';
import { pods } from '../admin/pods.js';
import { scaling } from '../admin/scaling.js';
import { adminSession, openSessionBody } from '../admin/session.js';
import { jobLogs, jobLogsQuery } from '../api/job-logs.js';
import { examples } from './examples.js';
import { json, type Operation } from './operation.js';
import { idPath } from './paths.js';

const { jobId, time } = examples;
const common = {
  tag: 'admin',
  token: 'required',
  errors: ['TokenRequired', 'InvalidToken', 'NotAllowed'],
} as const satisfies Partial<Operation>;
const job = {
  id: jobId,
  kind: 'query',
  pool: 'cpu',
  state: 'succeeded',
  priority: 0,
  owner: 'alice',
  subject: null,
  attempt: 1,
  maxAttempts: 3,
  progress: {},
  error: null,
  worker: 'worker-7d9f',
  runAt: time,
  dispatchedAt: time,
  leaseUntil: null,
  cancelRequestedAt: null,
  createdAt: time,
  startedAt: time,
  finishedAt: time,
  cpuMs: 210,
  gpuMs: 0,
};
const detail = json(jobDetail, { ...job, params: {}, result: {}, history: [] });

const get = (id: string, path: string, summary: string, content: Operation['answers'][200]['content']) => ({
  ...common,
  id,
  method: 'get' as const,
  path,
  summary,
  answers: { 200: { description: 'As it is now.', content } },
});

/** What the admin service answers to operators; it takes the cookie of a session in place of a token, too. */
export const adminOperations: readonly Operation[] = [
  get(
    'getOverview',
    '/admin/overview',
    'The whole house at one moment.',
    json(overview, {
      at: time,
      problems: [],
      pools: [],
      workers: [],
      datasets: { total: 0, latest: [] },
      replicas: [],
      failures: [],
      unavailable: [],
    }),
  ),
  get('followOverview', '/admin/events', 'The overview as server-sent events, after each change.', {
    'text/event-stream': { schema: z.string() },
  }),
  {
    ...get(
      'listAllJobs',
      '/admin/jobs',
      'All jobs, the newest first.',
      json(jobPage, { items: [job], nextCursor: null }),
    ),
    query: adminJobsQuery,
    errors: [...common.errors, 'InvalidParameter'],
  },
  {
    ...get(
      'getAnyJob',
      '/admin/jobs/{id}',
      'One job with its parameters, result and earlier attempts.',
      detail,
    ),
    pathParameters: idPath,
    errors: [...common.errors, 'JobNotFound'],
  },
  {
    ...get(
      'getAnyJobLogs',
      '/admin/jobs/{id}/logs',
      'What the attempts of a job wrote.',
      json(jobLogs, { items: [], cursor: 'MA', more: false }),
    ),
    pathParameters: idPath,
    query: jobLogsQuery.omit({ format: true }),
    errors: [...common.errors, 'InvalidParameter', 'JobNotFound'],
  },
  {
    ...common,
    id: 'retryJob',
    method: 'post',
    path: '/admin/jobs/{id}/retry',
    summary: 'One more attempt for a job that has failed or was cancelled.',
    pathParameters: idPath,
    answers: { 202: { description: 'It is queued.', content: detail } },
    errors: [...common.errors, 'JobNotFound', 'JobStateConflict'],
  },
  {
    ...common,
    id: 'cancelAnyJob',
    method: 'post',
    path: '/admin/jobs/{id}/cancel',
    summary: 'Ends a queued job, and asks a running one to stop.',
    pathParameters: idPath,
    answers: {
      202: {
        description: 'It has ended, or was asked.',
        content: json(z.object({ id: z.string(), status: z.enum(['cancelled', 'requested']) }), {
          id: jobId,
          status: 'cancelled',
        }),
      },
    },
    errors: [...common.errors, 'JobNotFound', 'JobStateConflict'],
  },
  get(
    'getPendingJobs',
    '/admin/pending-jobs',
    "Jobs that wait or run, in Hugging Face's form; `X-Truncated` counts those left out.",
    json(
      z.record(
        z.string(),
        z.object({
          waiting: z.array(z.record(z.string(), z.unknown())),
          started: z.array(z.record(z.string(), z.unknown())),
        }),
      ),
      {},
    ),
  ),
  {
    ...get(
      'listDeadLetters',
      '/admin/dead-letters',
      'Jobs of all owners that have failed for want of another attempt, the newest first.',
      json(jobPage, { items: [{ ...job, state: 'failed', attempt: 3 }], nextCursor: null }),
    ),
    description:
      'Each of them might have succeeded: its workers died, or something that it needs was away. Jobs that failed because of what was asked are in `GET /admin/jobs?state=failed` only.',
    query: deadLettersQuery,
    errors: [...common.errors, 'InvalidParameter'],
  },
  {
    ...common,
    id: 'requeueDeadLetters',
    method: 'post',
    path: '/admin/dead-letters/requeue',
    summary: 'One more attempt for each dead letter that fits the filters.',
    description: 'For a single job: `POST /admin/jobs/{id}/retry`.',
    query: requeueQuery,
    answers: {
      202: {
        description: 'They are queued.',
        content: json(requeued, { requeued: [jobId], more: false }),
      },
    },
    errors: [...common.errors, 'InvalidParameter'],
  },
  {
    ...common,
    id: 'deleteDeadLetters',
    method: 'delete',
    path: '/admin/pools/{pool}/dead-letters',
    summary:
      'Deletes the messages that the queue of a pool gave up; their jobs are dispatched again by themselves.',
    pathParameters: z.object({ pool: z.string().meta({ example: 'cpu' }) }),
    answers: {
      200: {
        description: 'How many there were.',
        content: json(z.object({ pool: z.string(), deleted: z.number().int() }), { pool: 'cpu', deleted: 0 }),
      },
    },
    errors: [...common.errors, 'InvalidParameter', 'QueueUnavailable'],
  },
  {
    ...get('getPods', '/admin/pods', 'The pods of this release.', json(pods, { inCluster: false, pods: [] })),
    errors: [...common.errors, 'ClusterApiError'],
  },
  get(
    'getScaling',
    '/admin/scaling',
    'How many workers each pool has and should have, and why.',
    json(scaling, { pools: [] }),
  ),
  {
    ...get(
      'getSession',
      '/admin/session',
      'Whether signing in is needed, and done.',
      json(adminSession, { authMode: 'token', signedIn: true }),
    ),
    token: 'open',
    errors: [],
  },
  {
    ...common,
    id: 'openSession',
    method: 'post',
    path: '/admin/session',
    token: 'open',
    summary: "Signs in with an administrator's token; the answer sets a cookie.",
    body: {
      required: true,
      content: { 'application/json': { schema: openSessionBody, example: { token: 'rwh_…' } } },
    },
    answers: {
      201: {
        description: 'Signed in.',
        content: json(adminSession, { authMode: 'token', signedIn: true }),
      },
    },
    errors: ['InvalidBody', 'InvalidToken', 'NotAllowed'],
  },
  {
    ...common,
    id: 'closeSession',
    method: 'delete',
    path: '/admin/session',
    token: 'open',
    summary: 'Signs out.',
    answers: { 204: { description: 'Signed out.' } },
    errors: [],
  },
];
