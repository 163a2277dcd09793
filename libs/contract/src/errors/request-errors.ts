import { define } from './define.js';

/** What is wrong with a parameter where the sentence, which is Hugging Face's, does not say it. */
export interface InvalidParameterCause {
  /** A sentence. */
  cause_message: string;
  parameter?: string;
  /** Character of the parameter where it is wrong, counted from 1. */
  position?: number;
}

/** What can be wrong with a request, before any data is looked at. Texts of the viewer paths are Hugging Face's. */
export const requestErrors = {
  MissingRequiredParameter: define<{ parameters: readonly string[] }>({
    status: 422,
    message: ({ parameters }) => {
      const quoted = parameters.map((name) => `'${name}'`);
      if (quoted.length === 1) return `Parameter ${quoted[0]} is required`;
      return `Parameters ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)} are required`;
    },
  }),
  InvalidParameter: define<{ message: string; cause?: InvalidParameterCause }>({
    status: 422,
    message: ({ message }) => message,
    details: ({ cause }) => ({ ...cause }),
  }),
  InvalidName: define<{ what: 'namespace' | 'name'; actual: string }>({
    status: 422,
    message: ({ what, actual }) =>
      `The ${what} '${actual.slice(0, 100)}' is not valid: use 1 to 96 letters, digits, '-', '_' and '.', ` +
      `starting and ending with a letter or digit, without '--' or '..'.`,
  }),
  InvalidBody: define<{ reason: string }>({
    status: 400,
    message: ({ reason }) => `The request body is not valid: ${reason}`,
  }),
  InvalidRange: define<{ size: number }>({
    status: 416,
    message: ({ size }) => `The requested range lies outside the file, which has ${size} bytes.`,
    details: ({ size }) => ({ actual: size }),
  }),
  InvalidFilePath: define<{ path: string; reason: string }>({
    status: 422,
    message: ({ path, reason }) =>
      `The file path '${path.slice(0, 200)}' can't be stored: ${reason}. Use a relative path such as 'train.csv' or 'en/test.parquet'.`,
  }),
  InvalidConsistencyToken: define<{ actual: string }>({
    status: 422,
    message: ({ actual }) =>
      `The X-Consistency-Token '${actual.slice(0, 60)}' is not a token of this server; send back one that a write answered, or none.`,
  }),
  NoFilesUploaded: define({
    status: 422,
    message: () =>
      `The upload holds no file. Send multipart/form-data with at least one file, or the file as the body with '?path=<file name>'.`,
  }),
  TooManySplits: define<{ limit: number; actual: number }>({
    status: 422,
    message: ({ limit, actual }) =>
      `The dataset would have ${actual} splits, the limit is ${limit}; nothing of this upload was stored. Files of one split can lie in one folder; put the others into further datasets.`,
    details: ({ limit, actual }) => ({ limit, actual }),
  }),
  PayloadTooLarge: define<{ what: string; limit: number; actual?: number }>({
    status: 413,
    message: ({ what, limit, actual }) =>
      `${what} is too large: the limit is ${limit} bytes${actual === undefined ? '' : `, it has ${actual}`}. Split it into smaller parts, or ask the operator to raise the limit.`,
    details: ({ limit, actual }) => ({ limit, ...(actual === undefined ? {} : { actual }) }),
  }),
  UploadIncomplete: define<{ path?: string }>({
    status: 400,
    retryable: true,
    message: ({ path }) =>
      `The request body ended before ${path ? `the file '${path}'` : 'the upload'} was complete; nothing was stored. Send it again.`,
  }),
  UnsupportedMediaType: define<{ actual: string; expected: string }>({
    status: 415,
    message: ({ actual, expected }) =>
      `Content type or encoding '${actual}' is not supported; use ${expected}.`,
  }),
  UriTooLong: define<{ limit: number; actual: number }>({
    status: 414,
    message: ({ limit, actual }) => `The URL has ${actual} characters; the limit is ${limit}.`,
    details: ({ limit, actual }) => ({ limit, actual }),
  }),
  RouteNotFound: define<{ method: string; path: string }>({
    status: 404,
    message: ({ method, path }) => `There is nothing at ${method} ${path.slice(0, 200)}.`,
  }),
  MethodNotAllowed: define<{ method: string; allowed: readonly string[] }>({
    status: 405,
    message: ({ method, allowed }) => `${method} is not allowed here; use ${allowed.join(', ')}.`,
  }),
};
