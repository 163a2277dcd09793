import { z } from 'zod';
import { eventEnvelope, eventsQuery, hubCacheEventsQuery, jobEventsQuery } from '../api/events.js';
import { callerErrors, datasetReadErrors, readErrors } from './error-groups.js';
import { examples } from './examples.js';
import { requestHeaders } from './headers.js';
import { type Operation, type OperationAnswer } from './operation.js';
import { idPath } from './paths.js';

const follow = {
  method: 'get',
  tag: 'events',
  headers: requestHeaders.stream,
} as const satisfies Partial<Operation>;
const stream = (description: string): OperationAnswer => ({
  description,
  content: { 'text/event-stream': { schema: z.string() } },
});

/** The body of a webhook's deliveries, and the `data` of events of the streams. */
export const eventExample = {
  type: 'job.succeeded',
  timestamp: examples.time,
  data: {
    jobId: examples.jobId,
    kind: 'query',
    pool: 'cpu',
    subject: null,
    state: 'succeeded',
    attempt: 1,
    maxAttempts: 3,
    error: null,
  },
};
export const deliveredEvent = eventEnvelope.meta({ id: 'Event', example: eventExample });

/** Streams of server-sent events. */
export const streamOperations: readonly Operation[] = [
  {
    ...follow,
    id: 'followJob',
    path: '/api/jobs/{id}/events',
    token: 'required',
    summary: 'What happens to a job: its state, then every change until its end.',
    pathParameters: idPath,
    query: jobEventsQuery,
    answers: {
      200: stream('Events; `data` of all but `state`, `reset` and `progress` is an `Event`.'),
      204: { description: 'The job has ended, and the client knows all: it need not come back.' },
    },
    errors: [...callerErrors, 'InvalidParameter', 'JobNotFound', 'TooManyStreams'],
  },
  {
    ...follow,
    id: 'followEvents',
    path: '/api/events',
    token: 'optional',
    summary: 'What happens to one dataset, or with `jobs=mine` to all jobs of the caller.',
    query: eventsQuery,
    answers: { 200: stream('Events; `data` of all but `state`, `reset` and `progress` is an `Event`.') },
    errors: [...datasetReadErrors, 'TokenRequired', 'InvalidParameter', 'TooManyStreams'],
  },
  {
    ...follow,
    id: 'followHubCache',
    path: '/sse/hub-cache',
    token: 'open',
    summary:
      "What lists of datasets show of the public ones, as it changes; Hugging Face's stream, with ids.",
    query: hubCacheEventsQuery,
    answers: { 200: stream('Messages with `dataset`, and `hub_cache` as `/hub-cache` answers it, or null.') },
    errors: [...readErrors, 'InvalidToken', 'InvalidParameter', 'TooManyStreams'],
  },
];
