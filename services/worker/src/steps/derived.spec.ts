import type {
  CroissantNode,
  DatasetInfos,
  Feature,
  OptInOutUrls,
  PresidioEntities,
} from '@rowhouse/contract';
import { errors } from '@rowhouse/contract';
import type { SplitParquet, StepInput, StepName } from '@rowhouse/datasets';
import { datasetCompatibleLibraries } from './compatible-libraries.js';
import { datasetCroissantCrumbs } from './croissant/croissant.js';
import { croissantField } from './croissant/field.js';
import { recordSetNames } from './croissant/names.js';
import { datasetOptInOutUrls } from './opt-in-out-urls.js';
import { Tally } from './personal-data/tally.js';
import { datasetPresidioEntities } from './personal-data.js';
import type { StepContext } from './step-context.js';

const done = (step: StepName, config: string, split: string, content: object): StepInput => ({
  step,
  config,
  split,
  state: 'succeeded',
  content: JSON.stringify(content),
  error: null,
});
const failed = (step: StepName, config: string, split: string): StepInput => ({
  ...done(step, config, split, {}),
  state: 'failed',
  content: null,
  error: errors.EmptyDatasetError({ file: 'a.csv' }).toStored(),
});
const contextOf = (inputs: StepInput[]) =>
  ({ task: { datasetName: 'me/cars', inputs, key: { config: '', split: '' } } }) as unknown as StepContext;

const info = (config: string, features: Record<string, Feature>, splits: string[]) => ({
  config_name: config,
  builder_name: 'csv',
  features,
  splits: Object.fromEntries(splits.map((split) => [split, { name: split }])),
});
const value = (dtype: string): Feature => ({ _type: 'Value', dtype });

describe('the sum of scans', () => {
  const scan = (config: string, text: string) => {
    const tally = new Tally({ config, split: 'train' });
    tally.add(text, 0, 'a');
    return tally.result({ columns: ['a'], numRows: 2, complete: true });
  };
  const parts = [
    done('split-presidio-scan', 'en', 'train', scan('en', 'a@example.org 4111111111111111')),
    done('split-presidio-scan', 'fr', 'train', scan('fr', 'b@example.org')),
  ];

  it('adds up rows and keeps the columns once', () => {
    const sum: PresidioEntities = datasetPresidioEntities(contextOf(parts));
    expect(sum).toMatchObject({
      scanned_columns: ['a'],
      num_rows_with_email_address_entities: 2,
      num_rows_with_sensitive_pii: 1,
      num_scanned_rows: 4,
      full_scan: true,
      num_rows_with_entities: { EMAIL_ADDRESS: 2, CREDIT_CARD: 1 },
    });
    expect(sum.samples.map(({ config, type }) => [config, type])).toEqual([
      ['en', 'EMAIL_ADDRESS'],
      ['fr', 'EMAIL_ADDRESS'],
      ['en', 'CREDIT_CARD'],
    ]);
  });

  it('is no full scan when a split could not be scanned', () => {
    const some = [...parts, failed('split-presidio-scan', 'de', 'train')];
    expect(datasetPresidioEntities(contextOf(some)).full_scan).toBe(false);
  });
});

describe('the sum of URLs', () => {
  const count = (columns: string[], urls: number): OptInOutUrls => ({
    urls_columns: columns,
    has_urls_columns: columns.length > 0,
    num_opt_in_urls: 0,
    num_opt_out_urls: 0,
    num_scanned_rows: 10,
    num_urls: urls,
    full_scan: true,
    opt_out_registry: null,
  });
  const step = 'config-opt-in-out-urls-count';

  it('has the columns of all, and is not full where a config is missing', () => {
    const parts = [done(step, 'a', '', count(['x', 'y'], 7)), done(step, 'b', '', count(['y'], 3))];
    const sum = { ...count(['x', 'y'], 10), num_scanned_rows: 20 };
    expect(datasetOptInOutUrls(contextOf(parts))).toEqual(sum);
    expect(datasetOptInOutUrls(contextOf([...parts, failed(step, 'c', '')]))).toEqual({
      ...sum,
      full_scan: false,
    });
  });
});

describe('code that loads a dataset', () => {
  const file = (config: string, split: string, filename: string) => ({ config, split, filename });
  const { libraries, formats } = datasetCompatibleLibraries(
    contextOf([
      done('dataset-info', '', '', {
        dataset_info: { en: info('en', {}, []), 'a "b"': info('a "b"', {}, []) },
      }),
      done('dataset-parquet', '', '', {
        parquet_files: [
          file('en', 'train', '0000.parquet'),
          file('en', 'train', '0001.parquet'),
          file('en', 'test', '0000.parquet'),
          file('a "b"', 'train', '0000.parquet'),
        ],
      }),
    ]),
  );
  const codes = (name: string) => libraries.find(({ library }) => library === name)?.loading_codes ?? [];

  it('is there for every library and config, with the files of each split', () => {
    expect(formats).toEqual(['csv']);
    expect(libraries.map(({ library }) => library)).toEqual([
      'datasets',
      'pandas',
      'polars',
      'dask',
      'duckdb',
      'mlcroissant',
    ]);
    expect(codes('pandas').map(({ config_name }) => config_name)).toEqual(['en', 'a "b"']);
    expect(codes('polars')[0]?.arguments.splits).toEqual({
      train: ['en/train/0000.parquet', 'en/train/0001.parquet'],
      test: 'en/test/0000.parquet',
    });
    expect(codes('polars')[0]?.code.split('\n')).toEqual([
      'import polars as pl',
      '',
      'folder = "https://rowhouse.invalid/datasets/me/cars/resolve/refs%2Fconvert%2Fparquet/"',
      'splits = {"train": ["en/train/0000.parquet", "en/train/0001.parquet"], "test": ["en/test/0000.parquet"]}',
      'df = pl.read_parquet([folder + file for file in splits["train"]])',
    ]);
  });

  it('quotes names, and offers no library what it can not load', () => {
    expect(codes('duckdb')[1]?.code).toContain('["a%20%22b%22/train/0000.parquet"]');
    expect(codes('mlcroissant').map(({ config_name }) => config_name)).toEqual(['a "b"']);
    expect(codes('mlcroissant')[0]?.code).toMatch(/ds\.records\("a__b_"\)$/);
  });
});

describe('the crumbs of Croissant', () => {
  const table = {
    files: [{ filename: '0000.parquet', blobKey: 'secret', size: 12, sha256: 'ab'.repeat(32), numRows: 3 }],
  } as unknown as SplitParquet;
  const infos = {
    dataset_info: {
      cars: info('cars', { split: value('int64'), a: value('string'), odd: value('duration[s]') }, [
        'train',
        'test',
      ]),
    },
  } as unknown as DatasetInfos;
  const { crumbs, files } = datasetCroissantCrumbs(
    contextOf([done('dataset-info', '', '', infos), done('split-parquet', 'cars', 'train', table)]),
  );

  it('have ids that are there once, and every reference leads to one', () => {
    const ids: string[] = [];
    const references: string[] = [];
    collect(crumbs.distribution, ids, references);
    collect(crumbs.recordSet, ids, references);
    expect(new Set(ids).size).toBe(ids.length);
    expect(references.length).toBeGreaterThan(3);
    expect(references.filter((reference) => !ids.includes(reference))).toEqual([]);
  });

  it('have the splits, a field for each column, and a word about those that are missing', () => {
    const [splits, rows] = crumbs.recordSet;
    expect(splits).toMatchObject({
      '@id': 'cars_0_splits',
      dataType: 'cr:Split',
      data: [{ 'cars_0_splits/split_name': 'train' }, { 'cars_0_splits/split_name': 'test' }],
    });
    const fields = rows?.field as CroissantNode[];
    expect(fields.map((field) => field['@id'])).toEqual(['cars_0/split', 'cars_0/split_0', 'cars_0/a']);
    expect(fields[0]).toMatchObject({
      source: { transform: { regex: 'cars/(?:partial-)?(train|test)/.+parquet$' } },
      references: { field: { '@id': 'cars_0_splits/split_name' } },
    });
    expect(rows?.description).toBe(
      "me/cars - 'cars' subset\n\nAdditional information:\n- 2 splits: train, test\n- 1 skipped column: odd",
    );
  });

  it('come with the files, without where they lie', () => {
    expect(files).toEqual([
      {
        '@type': 'cr:FileObject',
        '@id': 'cars/train/0000.parquet',
        name: 'cars/train/0000.parquet',
        contentUrl:
          'https://rowhouse.invalid/datasets/me/cars/resolve/refs%2Fconvert%2Fparquet/cars/train/0000.parquet',
        contentSize: '12 B',
        encodingFormat: 'application/x-parquet',
        sha256: 'ab'.repeat(32),
      },
    ]);
    expect(JSON.stringify({ crumbs, files })).not.toContain('secret');
  });

  const field = (feature: Feature) => croissantField('r/c', feature, { fileSet: 'f', column: 'c', path: [] });
  it.each([
    [value('int8'), { dataType: 'cr:Int8' }],
    [value('float16'), { dataType: 'cr:Float16' }],
    [value('timestamp[us, tz=UTC]'), { dataType: 'sc:DateTime' }],
    [value('date32'), { dataType: 'sc:Date' }],
    [value('time64[us]'), { dataType: 'sc:Time' }],
    [value('decimal128(10, 2)'), { dataType: 'sc:Float' }],
    [{ _type: 'ClassLabel', names: ['a'] }, { dataType: 'sc:Integer' }],
    [
      { _type: 'Image' },
      {
        dataType: 'sc:ImageObject',
        source: { fileSet: { '@id': 'f' }, extract: { column: 'c' }, transform: { jsonPath: 'bytes' } },
      },
    ],
    [
      { _type: 'List', feature: { _type: 'List', feature: value('bool'), length: 4 } },
      { dataType: 'sc:Boolean', isArray: true, arrayShape: '-1,4' },
    ],
    [
      { 'b c': { d: value('string') } },
      {
        subField: [
          {
            '@id': 'r/c/b_c',
            subField: [
              {
                '@id': 'r/c/b_c/d',
                source: { transform: [{ jsonPath: "['b c']" }, { jsonPath: 'd' }] },
              },
            ],
          },
        ],
      },
    ],
  ] as [Feature, object][])('have a field for %j', (feature, expected) => {
    expect(field(feature)).toMatchObject(expected);
  });

  it('have no field for what Croissant has no type for', () => {
    expect(field({ _type: 'Translation', languages: ['en'] })).toBeNull();
    expect(field({ a: value('duration[s]') })).toBeNull();
  });

  it('never use a name twice, also where names of configs look like our own', () => {
    const names = [...recordSetNames(['a', 'a_splits', 'a/splits', 'repo', 'cars'], 'me/cars').values()];
    expect(names).toEqual(['a', 'a_splits_0', 'a_splits_0_0', 'repo_0', 'cars_0']);
  });
});

/** Nodes with a type have their id; those without refer to another. */
function collect(node: unknown, ids: string[], references: string[]): void {
  if (Array.isArray(node)) for (const item of node) collect(item, ids, references);
  else if (typeof node === 'object' && node !== null) {
    const { '@id': id, '@type': type, ...rest } = node as CroissantNode;
    if (typeof id === 'string') (type === undefined ? references : ids).push(id);
    for (const item of Object.values(rest)) collect(item, ids, references);
  }
}
