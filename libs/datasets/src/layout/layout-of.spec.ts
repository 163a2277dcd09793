import { layoutOf } from './layout-of.js';
import { placeOf } from './place-of.js';

describe('placeOf', () => {
  it.each([
    ['cars.csv', 'default', 'train'],
    ['train.csv', 'default', 'train'],
    ['my_test_file.jsonl', 'default', 'test'],
    ['test-00000-of-00002.parquet', 'default', 'test'],
    ['data/train-00001-of-00002.parquet', 'default', 'train'],
    ['data/forget01-00000-of-00001.parquet', 'default', 'forget01'],
    ['validation/part-1.csv', 'default', 'validation'],
    ['dev.tsv.gz', 'default', 'validation'],
    ['en/train.csv', 'en', 'train'],
    ['fr/eval/a.csv', 'fr', 'test'],
    ['contest.csv', 'default', 'train'],
    ['de/x/y/numbers.csv', 'de', 'train'],
  ])('%s → %s/%s', (path, config, split) => {
    expect(placeOf(path)).toEqual({ config, split });
  });
});

describe('layoutOf', () => {
  const files = (...paths: string[]) => paths.map((path) => ({ path }));

  it('groups shards in natural order and leaves out what is not a table', () => {
    const layout = layoutOf(
      files('README.md', 'a.constructor', 'test.csv', 'train10.csv', 'train9.csv', 'en/a.csv'),
    );
    expect(layout.map(({ config, split, files }) => [config, split, files.map(({ path }) => path)])).toEqual([
      ['default', 'train', ['train9.csv', 'train10.csv']],
      ['default', 'test', ['test.csv']],
      ['en', 'train', ['en/a.csv']],
    ]);
  });

  it('keeps names apart that only look alike when joined', () => {
    expect(layoutOf(files('a,b/train.csv', 'a/b-00000-of-00001.csv'))).toHaveLength(2);
  });

  it('never lets an undecided file vanish beside a decided one', () => {
    expect(layoutOf(files('cars.csv', 'test.csv')).map(({ split }) => split)).toEqual(['train', 'test']);
  });
});
