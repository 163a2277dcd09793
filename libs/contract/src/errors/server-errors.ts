import { define } from './define.js';

const refusals = {
  'access-denied':
    'The blob store denies this server access: its credentials are wrong, have ended, or lack a right.',
  'no-bucket': 'The bucket that BLOB_URL names does not exist.',
  'no-credentials': 'This server has no credentials for the blob store.',
};

/** Trouble on the server's side. Retryable ones carry `Retry-After`. */
export const serverErrors = {
  UnexpectedApiError: define({ status: 500, message: () => 'Unexpected error.' }),
  UnexpectedError: define({ status: 500, message: () => 'The job runner raised an unexpected error.' }),
  StorageFull: define<{ what?: string }>({
    status: 507,
    retryable: true,
    message: ({ what }) =>
      `The disk of the server is full${what ? ` while writing ${what}` : ''}; nothing was stored. Delete datasets that are no longer needed, or ask the operator for more space.`,
  }),
  /** The reasons are faults of the installation; details of them are in the cause, for its log. */
  StorageRefused: define<{ reason: 'access-denied' | 'no-bucket' | 'no-credentials' }>({
    status: 503,
    retryable: true,
    message: ({ reason }) =>
      `${refusals[reason]} Nothing was stored or read; tell the operator of this server.`,
  }),
  StorageUnavailable: define({
    status: 503,
    retryable: true,
    message: () => 'The blob store does not answer. Try again in a few seconds.',
  }),
  BlobNotFound: define<{ key: string }>({ status: 404, message: () => 'The file is no longer stored.' }),
  DatabaseUnavailable: define({
    status: 503,
    retryable: true,
    message: () => 'The database does not answer. Try again in a few seconds.',
  }),
  DatabaseBusy: define<{ limit: number }>({
    status: 503,
    retryable: true,
    message: ({ limit }) =>
      `No read replica can serve this read and the primary already serves the allowed ${limit} reads at once. Try again in a few seconds.`,
    details: ({ limit }) => ({ limit }),
  }),
  QueueUnavailable: define({
    status: 503,
    retryable: true,
    message: () => 'The job queue does not answer. Try again in a few seconds.',
  }),
  ServerBusy: define<{ limit: number; what: string }>({
    status: 503,
    retryable: true,
    message: ({ limit, what }) =>
      `The server already handles the allowed ${limit} ${what} at once. Try again in a few seconds.`,
    details: ({ limit }) => ({ limit }),
  }),
  EventTooBig: define<{ limit: number; actual: number }>({
    status: 500,
    message: ({ limit, actual }) => `An event has ${actual} bytes, the limit is ${limit}.`,
    details: ({ limit, actual }) => ({ limit, actual }),
  }),
  JobCrashed: define<{ attempts: number; reason: string }>({
    status: 500,
    message: ({ attempts, reason }) =>
      `The job did not survive ${attempts === 1 ? 'its only attempt' : `its ${attempts} attempts`}: ${reason}`,
    details: ({ attempts }) => ({ attempts }),
  }),
  UnknownJobKind: define<{ kind: string }>({
    status: 501,
    message: ({ kind }) =>
      `No worker of this version knows the job kind '${kind}'. Submit one of the documented kinds.`,
  }),
  JobTimedOut: define<{ limitSeconds: number }>({
    status: 501,
    message: ({ limitSeconds }) =>
      `The job ran longer than the allowed ${limitSeconds} seconds and was ended. Give it less to do, or ask the operator to raise the limit.`,
    details: ({ limitSeconds }) => ({ limit: limitSeconds }),
  }),
  ClusterApiError: define<{ reason: string }>({
    status: 502,
    retryable: true,
    message: ({ reason }) => `The Kubernetes API did not answer as expected: ${reason}`,
  }),
};
