import { layoutOf } from './layout-of.js';
import { folderKind, folderLabels } from './media-places.js';
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

describe('layoutOf folders of media', () => {
  const layout = (...paths: string[]) =>
    layoutOf(paths.map((path) => ({ path }))).map(({ config, split, files }) => [
      `${config}/${split}`,
      ...files.map(({ path }) => path),
    ]);

  it('takes folders for labels, and those named for splits for splits', () => {
    expect(layout('cat/1.png', 'dog/2.JPG', 'README.md', 'metadata.txt')).toEqual([
      ['default/train', 'cat/1.png', 'dog/2.JPG'],
    ]);
    expect(layout('train/cat/test.png', 'x/eval/1.png')).toEqual([
      ['default/train', 'train/cat/test.png'],
      ['default/test', 'x/eval/1.png'],
    ]);
    expect(layout('train_1.wav', 'test_1.wav')).toEqual([
      ['default/train', 'train_1.wav'],
      ['default/test', 'test_1.wav'],
    ]);
  });

  it('takes a metadata file for a table only where it describes nothing', () => {
    expect(layout('metadata.csv', 'a/1.mp4')).toEqual([['default/train', 'a/1.mp4']]);
    expect(layout('b/metadata.csv', 'a/1.mp4', 'a/2.mp4')).toEqual([
      ['b/train', 'b/metadata.csv'],
      ['default/train', 'a/1.mp4', 'a/2.mp4'],
    ]);
    expect(layout('metadata.csv', 'notes.csv')).toEqual([['default/train', 'metadata.csv', 'notes.csv']]);
  });

  it('hides neither tables nor media from each other, but shows no logo', () => {
    expect(layout('en/train.csv', 'assets/logo.png')).toEqual([['en/train', 'en/train.csv']]);
    expect(layout('train.csv', 'images/1.png', 'images/2.png', 'logo.png')).toEqual([
      ['default/train', 'train.csv'],
      ['images/train', 'images/1.png', 'images/2.png'],
    ]);
  });
});

describe('folderLabels', () => {
  it.each([
    [
      ['train/dog/1.png', 'test/cat/2.png'],
      ['cat', 'dog'],
    ],
    [['dog/1.png', 'dog/2.png'], null],
    [['dog/1.png', 'cat/x/2.png'], null],
    [['train/1.png', 'test/2.png'], null],
    [['1.png', '2.png'], null],
  ])('of %j are %j', (paths, labels) => {
    expect(folderLabels(paths)).toEqual(labels);
  });

  it('are for the kind that most files are of', () => {
    expect(folderKind(['a.png', 'b.wav', 'c.wav'])).toBe('Audio');
    expect(folderKind(['a.png', 'b.wav'])).toBe('Image');
  });
});
