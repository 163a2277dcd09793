import { define } from './define.js';

/** Why a step of a dataset's processing ended without a result: cause, limit, actual value, next step. */
export const processingErrors = {
  DataFilesNotFoundError: define({
    status: 500,
    message: () =>
      'No supported data file was found. Upload CSV, TSV, JSON, JSON Lines, Parquet or Arrow files (each may be gzipped).',
  }),
  EmptyDatasetError: define<{ file: string }>({
    status: 500,
    message: ({ file }) =>
      `The file '${file}' is empty (0 bytes). Upload a file with at least a header or one record.`,
    details: ({ file }) => ({ file }),
  }),
  DatasetGenerationError: define<{ file: string; reason: string; next?: string }>({
    status: 500,
    message: ({ file, reason, next }) =>
      `The file '${file}' could not be read: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}${next ? ` ${next}` : ''}`,
    details: ({ file }) => ({ file }),
  }),
  DatasetGenerationCastError: define<{ file: string; reason: string }>({
    status: 500,
    message: ({ file, reason }) =>
      `The file '${file}' does not fit the other files of its split: ${reason}. Give all files of a split the same columns, or put them into different splits.`,
    details: ({ file }) => ({ file }),
  }),
  EncryptedParquetError: define<{ file: string; what: string }>({
    status: 422,
    message: ({ file, what }) =>
      `The Parquet file '${file}' could not be read: ${what} is encrypted, and no keys are taken. Decrypt it and upload it again.`,
    details: ({ file }) => ({ file }),
  }),
  FileFormatMismatch: define<{ file: string; named: string; found: string }>({
    status: 500,
    message: ({ file, named, found }) =>
      `The file '${file}' is named like ${named} but its content is ${found}. Rename it or upload the right file.`,
    details: ({ file }) => ({ file }),
  }),
  FileFormatMismatchBetweenSplitsError: define<{ reason: string }>({
    status: 500,
    message: ({ reason }) => reason,
  }),
  TooBigContentError: define<{ what: string; limit: number; actual: number }>({
    status: 501,
    message: ({ what, limit, actual }) =>
      `${what} is too big: ${actual} bytes, the limit is ${limit} bytes. Make it smaller, or ask the operator to raise the limit.`,
    details: ({ limit, actual }) => ({ limit, actual }),
  }),
  TooManyColumnsError: define<{ limit: number; actual: number }>({
    status: 500,
    message: ({ limit, actual }) =>
      `The table has ${actual} columns, the limit is ${limit}. Split it into narrower tables.`,
    details: ({ limit, actual }) => ({ limit, actual }),
  }),
  PreviousStepFailedError: define<{ step: string }>({
    status: 500,
    message: ({ step }) => `The step '${step}' that this one needs has failed.`,
  }),
  RevisionSuperseded: define({
    status: 409,
    message: () =>
      'A newer revision was committed before the processing of this one began. Its files are in the newer one unless that one replaced them.',
  }),
  StepObsolete: define({
    status: 409,
    message: () =>
      'The result of this job is not needed any more: its dataset was deleted, or another job makes it.',
  }),
  StepCancelledError: define({
    status: 500,
    retryable: true,
    message: () =>
      'The processing was cancelled before it ended. Retry it from the admin dashboard, or upload again.',
  }),
};
