import { errors } from '@rowhouse/contract';
import type { SplitParquet, StepInput, StepName } from '@rowhouse/datasets';
import { configInfo, datasetInfo } from './info.js';
import { configIsValid, datasetIsValid } from './is-valid.js';
import { configParquet, datasetParquet } from './parquet.js';
import { configSize, datasetSize } from './size.js';
import { configSplitNames, datasetSplitNames } from './split-names.js';
import { splitIsValid } from './split-previews.js';
import type { StepContext } from './step-context.js';

const columns = [
  { feature_idx: 0, name: 'n', type: { _type: 'Value' as const, dtype: 'int64' } },
  { feature_idx: 1, name: 'text', type: { _type: 'Value' as const, dtype: 'string' } },
];

function table(numRows: number, sizes: number[]): SplitParquet {
  return {
    files: sizes.map((size, index) => ({
      filename: `000${index}.parquet`,
      blobKey: `secret/${index}`,
      size,
      sha256: '',
      numRows: numRows / sizes.length,
    })),
    numRows,
    numColumns: columns.length,
    numBytesMemory: numRows * 10,
    numBytesOriginal: numRows * 3,
    columns,
    builderName: 'json',
    notes: [],
  };
}

const done = (step: StepName, config: string, split: string, content: object): StepInput => ({
  step,
  config,
  split,
  state: 'succeeded',
  content: JSON.stringify(content),
  error: null,
});
const failed = (step: StepName, config: string, split: string): StepInput => ({
  step,
  config,
  split,
  state: 'failed',
  content: null,
  error: errors.EmptyDatasetError({ file: `${split}.csv` }).toStored(),
});

/** What a step would be given; the aggregates work from the task alone. */
function context(
  step: StepName,
  inputs: StepInput[],
  place: { config?: string; split?: string } = {},
  files: StepContext['task']['files'] = [],
): StepContext {
  const key = { datasetId: 'id', revision: 'f'.repeat(40), step, config: '', split: '', ...place };
  const task = { jobId: 'job', key, datasetName: 'me/cars', inputs, files, blobPrefix: 'p/' };
  return {
    task,
    scratchDir: '/nowhere',
    blobPrefix: 'p/',
    progress: () => undefined,
  } as unknown as StepContext;
}

/** A config with two good splits, in no order, and a bad one. */
const splits = [
  done('split-parquet', 'default', 'test', table(4, [40])),
  failed('split-parquet', 'default', 'validation'),
  done('split-parquet', 'default', 'train', table(10, [60, 50])),
];
const inDefault = { config: 'default' };

describe('size', () => {
  const config = configSize(context('config-size', splits, inDefault));

  it('of a config sums the splits that are there, train first', () => {
    expect(config.partial).toBe(false);
    expect(config.size.config).toEqual({
      dataset: 'me/cars',
      config: 'default',
      num_bytes_original_files: 42,
      num_bytes_parquet_files: 150,
      num_bytes_memory: 140,
      num_rows: 14,
      num_columns: 2,
      estimated_num_rows: null,
    });
    expect(config.size.splits.map(({ split, num_rows }) => [split, num_rows])).toEqual([
      ['train', 10],
      ['test', 4],
    ]);
  });

  it('of a dataset sums its configs and names those that failed', () => {
    const { size, failed: missing } = datasetSize(
      context('dataset-size', [done('config-size', 'default', '', config), failed('config-size', 'en', '')]),
    );
    expect(size.dataset).toEqual({
      dataset: 'me/cars',
      num_bytes_original_files: 42,
      num_bytes_parquet_files: 150,
      num_bytes_memory: 140,
      num_rows: 14,
      estimated_num_rows: null,
    });
    expect(size.configs).toEqual([config.size.config]);
    expect(size.splits).toEqual(config.size.splits);
    expect(missing).toEqual([{ kind: 'config-size', dataset: 'me/cars', config: 'en', split: null }]);
  });
});

describe('info', () => {
  const config = configInfo(context('config-info', splits, inDefault));

  it('of a config has its features, splits and sizes', () => {
    expect(config.dataset_info).toMatchObject({
      builder_name: 'json',
      dataset_name: 'cars',
      config_name: 'default',
      features: { n: { _type: 'Value', dtype: 'int64' }, text: { _type: 'Value', dtype: 'string' } },
      download_size: 42,
      dataset_size: 140,
      size_in_bytes: 182,
    });
    expect(Object.entries(config.dataset_info.splits)).toEqual([
      ['train', { name: 'train', num_bytes: 100, num_examples: 10, dataset_name: 'cars' }],
      ['test', { name: 'test', num_bytes: 40, num_examples: 4, dataset_name: 'cars' }],
    ]);
  });

  it('of a dataset is keyed by config', () => {
    const all = datasetInfo(
      context('dataset-info', [failed('config-info', 'en', ''), done('config-info', 'default', '', config)]),
    );
    expect(all.dataset_info).toEqual({ default: config.dataset_info });
    expect(all.failed).toEqual([{ kind: 'config-info', dataset: 'me/cars', config: 'en', split: null }]);
  });
});

describe('parquet', () => {
  const config = configParquet(context('config-parquet', splits, inDefault));

  it('lists the files of a config in row order, without where they lie', () => {
    expect(config.parquet_files.map(({ split, filename, size }) => [split, filename, size])).toEqual([
      ['train', '0000.parquet', 60],
      ['train', '0001.parquet', 50],
      ['test', '0000.parquet', 40],
    ]);
    expect(Object.keys(config.features)).toEqual(['n', 'text']);
    expect(JSON.stringify(config)).not.toContain('secret');
  });

  it('lists the files of all configs and the configs that failed', () => {
    const all = datasetParquet(
      context('dataset-parquet', [
        done('config-parquet', 'default', '', config),
        failed('config-parquet', 'en', ''),
      ]),
    );
    expect(all).toEqual({
      parquet_files: config.parquet_files,
      pending: [],
      failed: [{ kind: 'config-parquet', dataset: 'me/cars', config: 'en', split: null }],
      partial: false,
    });
  });
});

describe('split names', () => {
  it('of a config come from its files, each once', () => {
    const file = (split: string) => ({
      path: `${split}.csv`,
      blobKey: 'k',
      size: 1,
      config: 'default',
      split,
    });
    const files = [file('test'), file('odd'), file('train'), file('test')];
    expect(configSplitNames(context('config-split-names', [], inDefault, files)).splits).toEqual(
      ['train', 'test', 'odd'].map((split) => ({ dataset: 'me/cars', config: 'default', split })),
    );
  });

  it('of a dataset carry the error of a config that failed', () => {
    const en = { splits: [{ dataset: 'me/cars', config: 'en', split: 'train' }] };
    const all = datasetSplitNames(
      context('dataset-split-names', [
        failed('config-split-names', 'fr', ''),
        done('config-split-names', 'en', '', en),
      ]),
    );
    expect(all.splits).toEqual(en.splits);
    expect(all.failed).toEqual([
      { dataset: 'me/cars', config: 'fr', error: expect.objectContaining({ code: 'EmptyDatasetError' }) },
    ]);
  });
});

describe('is-valid', () => {
  const place = { config: 'default', split: 'train' };

  it('of a split tells what succeeded', () => {
    const inputs = [
      done('split-parquet', 'default', 'train', table(1, [1])),
      failed('split-first-rows', 'default', 'train'),
      done('split-statistics', 'default', 'train', {}),
    ];
    expect(splitIsValid(context('split-is-valid', inputs, place))).toEqual({
      preview: false,
      viewer: true,
      search: false,
      filter: true,
      statistics: true,
    });
  });

  it('of a split tells whether there is an index to search', () => {
    const file = { blobKey: 'k', size: 1, sha256: '', version: 1 };
    const search = (index: ReturnType<typeof done>) =>
      splitIsValid(context('split-is-valid', [index], place)).search;
    expect(search(done('split-search-index', 'default', 'train', { file, columns: ['a'] }))).toBe(true);
    expect(search(done('split-search-index', 'default', 'train', { file: null, columns: [] }))).toBe(false);
    expect(search(failed('split-search-index', 'default', 'train'))).toBe(false);
  });

  it('of a config or dataset can do what one of its parts can', () => {
    const nothing = { preview: false, viewer: false, search: false, filter: false, statistics: false };
    const some = { ...nothing, preview: true };
    const other = { ...nothing, statistics: true };
    const config = configIsValid(
      context('config-is-valid', [
        done('split-is-valid', 'default', 'train', some),
        failed('split-is-valid', 'default', 'validation'),
        done('split-is-valid', 'default', 'test', other),
      ]),
    );
    expect(config).toEqual({ ...nothing, preview: true, statistics: true });
    expect(
      datasetIsValid(context('dataset-is-valid', [done('config-is-valid', 'default', '', config)])),
    ).toEqual(config);
    expect(datasetIsValid(context('dataset-is-valid', [failed('config-is-valid', 'default', '')]))).toEqual(
      nothing,
    );
  });
});
