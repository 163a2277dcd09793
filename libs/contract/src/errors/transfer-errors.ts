import { define } from './define.js';

/** What can be wrong with a request as HTTP, or with the files it brings. */
export const transferErrors = {
  EmptyFile: define<{ path: string }>({
    status: 422,
    message: ({ path }) =>
      `The file '${path.slice(0, 200)}' is empty (0 bytes); nothing of this upload was stored. Leave it out, or upload a file with at least a header or one record.`,
    details: ({ path }) => ({ path, limit: 1, actual: 0 }),
  }),
  MalformedRequest: define<{ reason: string }>({
    status: 400,
    message: ({ reason }) => `The request could not be understood: ${reason}.`,
  }),
  RequestHeaderTooLarge: define<{ limit: number }>({
    status: 431,
    message: ({ limit }) =>
      `The request line and the headers together are longer than the allowed ${limit} bytes. Send fewer or shorter ones.`,
    details: ({ limit }) => ({ limit }),
  }),
  // The reverse proxy answers these itself, with the same code and form; its templates hold the sentences.
  BadRequest: define({
    status: 400,
    message: () => 'The request could not be read as HTTP. Check its headers and its URL.',
  }),
  HeadersTooLong: define({ status: 431, message: () => 'The headers of the request are too long.' }),
  ServiceUnavailable: define({
    status: 503,
    retryable: true,
    message: () => 'The service does not answer. Try again in a few seconds.',
  }),
  ServiceTimeout: define({
    status: 504,
    retryable: true,
    message: () => 'The service did not answer in time.',
  }),
};
