import { z } from 'zod';
import {
  datasetDetail,
  datasetItem,
  datasetList,
  listDatasetsQuery,
  patchDatasetBody,
  putDatasetBody,
} from '../api/datasets.js';
import { pageQuery } from '../api/pages.js';
import { revisionDetail, revisionItem } from '../api/revisions.js';
import { bodyErrors, callerErrors, datasetReadErrors, datasetWriteErrors } from './error-groups.js';
import { examples } from './examples.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { json, type Operation } from './operation.js';
import { datasetPath, revisionPath } from './paths.js';

const path = '/api/datasets/{namespace}/{name}';
const read = {
  method: 'get',
  tag: 'datasets',
  token: 'optional',
  headers: requestHeaders.read,
  errors: datasetReadErrors,
} as const satisfies Partial<Operation>;
const write = {
  path,
  tag: 'datasets',
  token: 'required',
  pathParameters: datasetPath,
} as const satisfies Partial<Operation>;
const changed = (description: string) => ({
  description,
  content: json(datasetItem, examples.dataset),
  headers: answerHeaders.written,
});

/** Datasets and their revisions. */
export const datasetOperations: readonly Operation[] = [
  {
    ...read,
    id: 'listDatasets',
    path: '/api/datasets',
    summary: 'All datasets that the caller may read, the last changed first.',
    query: listDatasetsQuery,
    answers: {
      200: {
        description: 'A page of datasets.',
        content: json(datasetList, [examples.dataset]),
        headers: answerHeaders.page,
      },
    },
    errors: [...callerErrors, 'InvalidParameter'],
  },
  {
    ...read,
    id: 'getDataset',
    path,
    summary: 'One dataset, with its files.',
    pathParameters: datasetPath,
    answers: {
      200: {
        description: 'The dataset.',
        content: json(datasetDetail, {
          ...examples.dataset,
          siblings: [{ rfilename: 'train.csv', size: 19_031, sha256: examples.sha256 }],
        }),
        headers: answerHeaders.read,
      },
    },
  },
  {
    ...write,
    id: 'putDataset',
    method: 'put',
    summary: 'Creates or changes a dataset.',
    body: { required: false, content: { 'application/json': { schema: putDatasetBody, example: {} } } },
    answers: { 200: changed('It was there and is changed.'), 201: changed('It is new.') },
    errors: [...datasetWriteErrors, ...bodyErrors],
  },
  {
    ...write,
    id: 'patchDataset',
    method: 'patch',
    summary: 'Changes a dataset.',
    body: {
      required: true,
      content: { 'application/json': { schema: patchDatasetBody, example: { private: true } } },
    },
    answers: { 200: changed('As it is now.') },
    errors: [...datasetWriteErrors, ...bodyErrors],
  },
  {
    ...write,
    id: 'deleteDataset',
    method: 'delete',
    summary: 'Deletes a dataset with all of its revisions and files.',
    answers: { 204: { description: 'It is gone.', headers: answerHeaders.written } },
    errors: datasetWriteErrors,
  },
  {
    ...read,
    id: 'listRevisions',
    path: `${path}/revisions`,
    summary: 'The history of a dataset, the newest first.',
    pathParameters: datasetPath,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of revisions.',
        content: json(z.array(revisionItem), [examples.revision]),
        headers: answerHeaders.page,
      },
    },
    errors: [...datasetReadErrors, 'InvalidParameter'],
  },
  {
    ...read,
    id: 'getRevision',
    path: `${path}/revisions/{revision}`,
    summary: 'One revision: its files, and how far its processing has come.',
    pathParameters: revisionPath,
    answers: {
      200: {
        description: 'The revision.',
        content: json(revisionDetail, {
          ...examples.revision,
          dataset: 'me/cars',
          progress: 1,
          files: [
            {
              path: 'train.csv',
              size: 19_031,
              sha256: examples.sha256,
              config: 'default',
              split: 'train',
            },
          ],
          steps: [
            {
              step: 'split-parquet',
              config: 'default',
              split: 'train',
              state: 'succeeded',
              progress: 1,
              jobId: examples.jobId,
              attempt: 1,
              startedAt: examples.time,
              finishedAt: examples.time,
              error: null,
              notes: ["Columns of 'train.parquet' were left out because they are encrypted: 'secret'."],
            },
          ],
        }),
        headers: answerHeaders.read,
      },
    },
    errors: [...datasetReadErrors, 'RevisionNotFound'],
  },
];
