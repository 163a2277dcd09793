import type { BlobStore } from '@rowhouse/storage';
import { splitSources } from './split-sources.js';
import type { StepTask } from './step-task.js';

/** What a split of the config `default` is made from; paths by split, `-` for files without rows. */
function sourcesOf(places: Record<string, string[]>, here = 'train') {
  const all = Object.entries(places).flatMap(([split, paths]) =>
    paths.map((path) => ({
      path,
      blobKey: `blobs/${path}`,
      size: 10,
      config: split === '-' ? null : 'default',
      split: split === '-' ? null : split,
    })),
  );
  const task = {
    key: {
      datasetId: 'id',
      revision: 'f'.repeat(40),
      step: 'split-parquet',
      config: 'default',
      split: here,
    },
    datasetName: 'me/icons',
    inputs: [],
    files: all.filter(({ split }) => split === here),
    media: all,
  } as StepTask;
  return splitSources(task, {} as BlobStore);
}

describe('the sources of a split', () => {
  it('are its tables, and media that they may name', () => {
    const { tables, media, builderName } = sourcesOf({ train: ['train.csv'], '-': ['images/1.png'] });
    expect(tables.map(({ path }) => path)).toEqual(['train.csv']);
    expect(media).toMatchObject({ files: [{ path: 'images/1.png', kind: 'Image', here: false }] });
    expect([builderName, sourcesOf({ train: ['train.csv'] }).media]).toEqual([null, undefined]);
  });

  it('are a folder, with the labels of all splits and the kind of most files', () => {
    const { tables, media, builderName, notes } = sourcesOf({
      train: ['train/a/1.wav', 'train/a/cover.png'],
      test: ['test/b/2.wav'],
    });
    expect([tables, builderName]).toEqual([[], 'audiofolder']);
    expect(media?.folder).toEqual({ kind: 'Audio', labels: ['a', 'b'], elsewhere: new Set() });
    expect(media?.files.map(({ path, here }) => [path, here])).toEqual([
      ['train/a/1.wav', true],
      ['train/a/cover.png', true],
      ['test/b/2.wav', false],
    ]);
    expect(notes).toEqual([
      "These files are no rows, because most files of the folder are of another kind: 'train/a/cover.png' (1).",
    ]);
  });

  it('are the metadata above and beside it, without labels; those of no split belong to the first', () => {
    const places = {
      train: ['train/a/1.png'],
      test: ['test/b/2.png'],
      '-': ['metadata.csv', 'train/metadata.jsonl', 'test/metadata.jsonl'],
    };
    const { tables, media } = sourcesOf(places);
    expect(tables.map(({ path }) => path)).toEqual(['metadata.csv', 'train/metadata.jsonl']);
    expect(media?.folder).toEqual({ kind: 'Image', labels: null, elsewhere: new Set() });
    const { folder } = sourcesOf(places, 'test').media ?? {};
    expect(folder?.elsewhere).toEqual(new Set(['metadata.csv']));
  });
});
