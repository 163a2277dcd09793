import { define } from './define.js';

/** What a reader is told when the thing is missing, hidden or not ready. Texts are Hugging Face's where it has one. */
export const accessErrors = {
  ExternalUnauthenticatedError: define({
    status: 401,
    message: () =>
      'The dataset does not exist, or is not accessible without authentication (private or gated). ' +
      'Please check the spelling of the dataset name or retry with authentication.',
  }),
  ExternalAuthenticatedError: define({
    status: 404,
    message: () =>
      'The dataset does not exist, or is not accessible with the current credentials (private or gated). ' +
      'Please check the spelling of the dataset name or retry with other authentication credentials.',
  }),
  TokenRequired: define<{ what: string }>({
    status: 401,
    message: ({ what }) =>
      `${what} needs an access token. Send it as 'Authorization: Bearer <token>'; an operator, or the holder of a token with the scope 'write', can make one with POST /api/tokens.`,
  }),
  InvalidToken: define({
    status: 401,
    message: () =>
      "The access token is not valid: it is mistyped, revoked or expired. Send another one as 'Authorization: Bearer <token>', or none.",
  }),
  NotAllowed: define<{ what: string; needs: string }>({
    status: 403,
    message: ({ what, needs }) => `${what} is not allowed with this access token: it needs ${needs}.`,
  }),
  TokenNotFound: define<{ tokenId: string }>({
    status: 404,
    message: ({ tokenId }) =>
      `There is no access token '${tokenId.slice(0, 80)}' that you may see. List yours at /api/tokens.`,
  }),
  ResponseNotFound: define({ status: 404, message: () => 'Not found.' }),
  ResponseNotReady: define<{ progressUrl?: string }>({
    status: 500,
    retryable: true,
    message: () => 'The server is busier than usual and the response is not ready yet. Please retry later.',
    details: ({ progressUrl }) => (progressUrl ? { progressUrl } : {}),
  }),
  DatasetNotFound: define<{ dataset: string }>({
    status: 404,
    message: ({ dataset }) =>
      `There is no dataset '${dataset}', or it is not accessible with the credentials of this request. Check the spelling, or create it with PUT or an upload.`,
  }),
  RevisionNotFound: define<{ dataset: string; revision: string }>({
    status: 404,
    message: ({ dataset, revision }) =>
      `The dataset '${dataset}' has no revision '${revision.slice(0, 80)}'. List them at /api/datasets/${dataset}/revisions.`,
  }),
  FileNotFound: define<{ path: string; revision: string }>({
    status: 404,
    message: ({ path, revision }) =>
      `There is no file '${path.slice(0, 200)}' in revision ${revision.slice(0, 80)}.`,
  }),
  JobNotFound: define<{ jobId: string }>({
    status: 404,
    message: ({ jobId }) => `There is no job '${jobId.slice(0, 80)}'.`,
  }),
  JobStateConflict: define<{ jobId: string; state: string; action: string }>({
    status: 409,
    message: ({ jobId, state, action }) => `The job ${jobId} is ${state} and can't be ${action}.`,
    details: ({ state }) => ({ state }),
  }),
  Conflict: define<{ reason: string }>({
    status: 409,
    retryable: true,
    message: ({ reason }) => reason,
  }),
};
