import { z } from 'zod';
import {
  configInfo,
  configParquet,
  configSizes,
  configSplitNames,
  datasetInfos,
  datasetParquet,
  datasetSizes,
  datasetSplitNames,
  hubCache,
  isValid,
} from '../viewer/answers.js';
import {
  configParameters,
  datasetParameters,
  placeParameters,
  splitParameters,
} from '../viewer/parameters.js';
import { firstRows } from '../viewer/rows.js';
import { splitStatistics } from '../viewer/statistics-schema.js';
import { stepErrors, viewerErrors } from './error-groups.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { json, type Operation } from './operation.js';

const stored = {
  method: 'get',
  tag: 'viewer',
  token: 'optional',
  headers: requestHeaders.read,
  errors: [...viewerErrors, ...stepErrors],
} as const satisfies Partial<Operation>;

const answer = (schema: z.ZodType, example?: unknown): Operation['answers'] => ({
  200: { description: 'What was computed.', content: json(schema, example), headers: answerHeaders.served },
});

const sizes = {
  num_bytes_parquet_files: 16_413,
  num_bytes_memory: 24_180,
  num_rows: 406,
  num_columns: 9,
  estimated_num_rows: null,
};

/** Of a whole dataset, or of one config of it. */
const ofEither = (dataset: z.ZodType, config: z.ZodType) => z.union([dataset, config]);

/** The paths that answer with what was computed for a revision. */
export const viewerOperations: readonly Operation[] = [
  {
    ...stored,
    id: 'getSplits',
    path: '/splits',
    summary: 'The configs and splits of a dataset.',
    query: configParameters,
    answers: answer(ofEither(datasetSplitNames, configSplitNames), {
      splits: [{ dataset: 'me/cars', config: 'default', split: 'train' }],
      pending: [],
      failed: [],
    }),
  },
  {
    ...stored,
    id: 'getSize',
    path: '/size',
    summary: 'Numbers of rows, columns and bytes.',
    query: configParameters,
    answers: answer(ofEither(datasetSizes, configSizes), {
      size: {
        config: {
          dataset: 'me/cars',
          config: 'default',
          num_bytes_original_files: 19_031,
          ...sizes,
        },
        splits: [{ dataset: 'me/cars', config: 'default', split: 'train', ...sizes }],
      },
      partial: false,
    }),
  },
  {
    ...stored,
    id: 'getInfo',
    path: '/info',
    summary: 'The features, splits and sizes of each config.',
    query: configParameters,
    answers: answer(ofEither(datasetInfos, configInfo), {
      dataset_info: {
        description: '',
        citation: '',
        homepage: '',
        license: '',
        features: { Name: { _type: 'Value', dtype: 'string' } },
        builder_name: 'csv',
        dataset_name: 'cars',
        config_name: 'default',
        version: { version_str: '0.0.0', major: 0, minor: 0, patch: 0 },
        splits: { train: { name: 'train', num_bytes: 24_180, num_examples: 406, dataset_name: 'cars' } },
        download_size: 16_413,
        dataset_size: 24_180,
        size_in_bytes: 40_593,
      },
      partial: false,
    }),
  },
  {
    ...stored,
    id: 'getParquet',
    path: '/parquet',
    summary: 'The addresses of the Parquet files.',
    query: configParameters,
    answers: answer(ofEither(datasetParquet, configParquet), {
      parquet_files: [
        {
          dataset: 'me/cars',
          config: 'default',
          split: 'train',
          url: 'http://localhost:8080/datasets/me/cars/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet',
          filename: '0000.parquet',
          size: 16_413,
        },
      ],
      pending: [],
      failed: [],
      partial: false,
    }),
  },
  {
    ...stored,
    id: 'getIsValid',
    path: '/is-valid',
    summary: 'What a dataset, config or split can be used for.',
    query: placeParameters,
    answers: answer(isValid, { preview: true, viewer: true, search: true, filter: true, statistics: true }),
  },
  {
    ...stored,
    id: 'getHubCache',
    path: '/hub-cache',
    summary: 'What a list of datasets shows of one.',
    query: datasetParameters,
    answers: answer(hubCache, {
      preview: true,
      viewer: true,
      partial: false,
      num_rows: 406,
      libraries: ['datasets'],
      formats: ['csv'],
      modalities: ['tabular', 'text'],
    }),
  },
  {
    ...stored,
    id: 'getFirstRows',
    path: '/first-rows',
    summary: 'The first rows of a split.',
    query: splitParameters,
    answers: answer(firstRows, {
      dataset: 'me/cars',
      config: 'default',
      split: 'train',
      features: [{ feature_idx: 0, name: 'Name', type: { _type: 'Value', dtype: 'string' } }],
      rows: [{ row_idx: 0, row: { Name: 'buick skylark 320' }, truncated_cells: [] }],
      truncated: true,
    }),
  },
  {
    ...stored,
    id: 'getStatistics',
    path: '/statistics',
    summary: 'Statistics of every column of a split, of all of its rows.',
    query: splitParameters,
    answers: answer(splitStatistics, {
      num_examples: 406,
      statistics: [
        {
          column_name: 'Cylinders',
          column_type: 'int',
          column_statistics: {
            nan_count: 0,
            nan_proportion: 0,
            min: 3,
            max: 8,
            mean: 5.47537,
            median: 4,
            std: 1.71216,
            histogram: { hist: [4, 207, 3, 84, 0, 108], bin_edges: [3, 4, 5, 6, 7, 8, 8] },
            quantiles: { '0.01': 4, '0.05': 4, '0.25': 4, '0.75': 8, '0.95': 8, '0.99': 8 },
          },
        },
      ],
      partial: false,
    }),
  },
];
