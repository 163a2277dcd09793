import { z } from 'zod';
import { uploadAnswer, uploadQuery } from '../api/uploads.js';
import { bodyErrors, datasetReadErrors, datasetWriteErrors, fileErrors } from './error-groups.js';
import { examples } from './examples.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { bytes, json, type Operation } from './operation.js';
import { datasetPath } from './paths.js';

/** Files in and out. */
export const fileOperations: readonly Operation[] = [
  {
    id: 'upload',
    method: 'post',
    path: '/api/datasets/{namespace}/{name}/upload',
    tag: 'datasets',
    token: 'required',
    summary: 'Files in, a new revision out.',
    description:
      'One or many files as a form, or one file as the body with its name in `path`. A field `path` of a form names the file after it. The dataset is created if it is not there. The body may be compressed with gzip (`Content-Encoding`).',
    pathParameters: datasetPath,
    query: uploadQuery,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({ path: z.array(z.string()).optional(), file: z.array(bytes) }),
        },
        'application/octet-stream': { schema: bytes },
      },
    },
    answers: {
      202: {
        description: 'It is stored, and its processing has begun.',
        content: json(uploadAnswer, {
          dataset: 'me/cars',
          revision: examples.revisionId,
          files: [{ path: 'train.csv', size: 19_031, sha256: examples.sha256 }],
          url: examples.revision.url,
        }),
        headers: answerHeaders.created,
      },
    },
    errors: [
      ...datasetWriteErrors,
      ...bodyErrors,
      'InvalidParameter',
      'MissingRequiredParameter',
      'InvalidFilePath',
      'NoFilesUploaded',
      'EmptyFile',
      'TooManySplits',
      'UnsupportedMediaType',
      'StorageFull',
      'StorageUnavailable',
    ],
  },
  {
    id: 'resolveFile',
    method: 'get',
    path: '/datasets/{namespace}/{name}/resolve/{rev}/{path}',
    tag: 'datasets',
    token: 'optional',
    summary: 'An uploaded file, or a Parquet file made from them.',
    pathParameters: datasetPath.extend({
      rev: z.string().meta({
        description:
          'A revision, `main`, or `refs%2Fconvert%2Fparquet` for the Parquet files as `/parquet` names them.',
        example: 'main',
      }),
      path: z.string().meta({ description: 'May hold slashes.', example: 'train.csv' }),
    }),
    headers: z.object({ ...requestHeaders.read.shape, ...requestHeaders.file.shape }),
    answers: {
      200: {
        description: 'The file.',
        content: { '*/*': { schema: bytes } },
        headers: answerHeaders.file,
      },
      206: { description: 'The asked bytes of it.', content: { '*/*': { schema: bytes } } },
      304: { description: 'The client has it.' },
    },
    errors: [...datasetReadErrors, ...fileErrors, 'FileNotFound', 'RevisionNotFound'],
  },
];
