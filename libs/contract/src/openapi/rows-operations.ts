import { z } from 'zod';
import { cellParameters, filterParameters, rowsParameters, searchParameters } from '../viewer/parameters.js';
import { paginatedRows, searchedRows } from '../viewer/rows.js';
import { fileErrors, stepErrors, viewerErrors } from './error-groups.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { bytes, json, type Operation } from './operation.js';

const reading = {
  method: 'get',
  tag: 'viewer',
  token: 'optional',
  headers: requestHeaders.read,
} as const satisfies Partial<Operation>;

const pageErrors: Operation['errors'] = [
  ...viewerErrors,
  ...stepErrors,
  'BlobNotFound',
  'StorageUnavailable',
  'RevisionNotFound',
  'QueryLimitExceeded',
];

const files = {
  'text/csv': { schema: bytes },
  'application/x-ndjson': { schema: bytes },
  'application/vnd.apache.parquet': { schema: bytes },
  'application/vnd.apache.arrow.stream': { schema: bytes },
};

const page: Operation['answers'] = {
  200: {
    description: 'A page of rows, or with `format=` a file.',
    content: { ...json(paginatedRows), ...files },
    headers: answerHeaders.served,
  },
};

/** The paths that read rows. */
export const rowsOperations: readonly Operation[] = [
  {
    ...reading,
    id: 'getRows',
    path: '/rows',
    summary: 'Rows of a split by position, as a page or as a file.',
    query: rowsParameters,
    answers: page,
    errors: pageErrors,
  },
  {
    ...reading,
    id: 'filterRows',
    path: '/filter',
    summary: 'The rows of a split that fulfil a condition, in any order.',
    description:
      'An error in `where` or `orderby` is told with `cause_message` and `position`, counted from 1.',
    query: filterParameters,
    answers: page,
    errors: pageErrors,
  },
  {
    ...reading,
    id: 'searchRows',
    path: '/search',
    summary: 'The rows of a split that hold some words, the best first.',
    query: searchParameters,
    answers: {
      200: {
        description: 'A page of rows, or with `format=` a file.',
        content: {
          ...files,
          ...json(searchedRows, {
            features: [{ feature_idx: 0, name: 'Name', type: { _type: 'Value', dtype: 'string' } }],
            rows: [
              {
                row_idx: 0,
                row: { Name: 'buick skylark 320' },
                truncated_cells: [],
                score: 3.1,
                highlights: [{ column: 'Name', path: [], ranges: [[0, 5]] }],
              },
            ],
            num_rows_total: 17,
            num_rows_per_page: 100,
            partial: false,
          }),
        },
        headers: answerHeaders.served,
      },
    },
    errors: [...pageErrors, 'SearchFeatureNotAvailableError', 'UnprocessableIndexError'],
  },
  {
    ...reading,
    id: 'getCell',
    path: '/cell',
    summary: 'One cell with nothing cut: a text or bytes as they are, everything else as JSON.',
    query: cellParameters,
    headers: z.object({ ...requestHeaders.read.shape, ...requestHeaders.file.shape }),
    answers: {
      200: {
        description: 'The cell.',
        content: {
          'text/plain': { schema: z.string() },
          'application/octet-stream': { schema: bytes },
          'application/json': { schema: z.unknown(), example: [1, 2] },
        },
        headers: answerHeaders.file.omit({ 'X-Repo-Commit': true }),
      },
      206: { description: 'The asked bytes of it.' },
      304: { description: 'The client has it.' },
    },
    errors: [...pageErrors, ...fileErrors],
  },
];
