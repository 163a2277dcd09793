import { define } from './define.js';

/** Why a query over datasets was not run, or did not end with a result. */
export const queryErrors = {
  SearchFeatureNotAvailableError: define({
    status: 400,
    message: () =>
      'The split does not have search feature enabled: none of its columns holds text. Read its rows with /rows instead.',
  }),
  UnprocessableIndexError: define({
    status: 500,
    message: () =>
      'The search index of the split is damaged and can not be read. Upload the dataset again to have it made anew, or ask the operator to.',
  }),
  InvalidQuery: define<{ reason: string; line?: number; column?: number }>({
    status: 422,
    message: ({ reason, line, column }) => {
      const place =
        line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
      return `The query is not valid: ${reason.replace(/[.!]$/, '')}${place}.`;
    },
    details: ({ line, column }) => ({
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    }),
  }),
  QueryNotAllowed: define<{ what: string }>({
    status: 422,
    message: ({ what }) =>
      `${what} can't be used in a query. Write one SELECT over datasets, such as SELECT * FROM "namespace/name".`,
  }),
  QueryTableNotFound: define<{ table: string; reason: string }>({
    status: 422,
    message: ({ table, reason }) => `The table "${table.slice(0, 300)}" can't be read: ${reason}`,
    details: ({ table }) => ({ table }),
  }),
  QueryTableNotReady: define<{ table: string }>({
    status: 409,
    retryable: true,
    message: ({ table }) =>
      `The table "${table}" is still being processed. Submit the query again when its revision is ready.`,
    details: ({ table }) => ({ table }),
  }),
  QueryLimitExceeded: define<{ what: string; limit: number; unit: string; next: string }>({
    status: 422,
    message: ({ what, limit, unit, next }) => `${what} more than the allowed ${limit} ${unit}. ${next}`,
    details: ({ limit }) => ({ limit }),
  }),
};
