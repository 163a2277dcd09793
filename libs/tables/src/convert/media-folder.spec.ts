import { jest } from '@jest/globals';
import { mediaFileBase } from '../media/media-cell.js';
import type { MediaFile } from '../media/media-lookup.js';
import { mediaFile, pngOf, wavOf } from '../testing/media-fixture.js';
import { Workbench } from '../testing/workbench.js';
import type { MediaFolder } from './media-listing.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('a folder of media', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const shown = (path: string, width: number, height: number) => ({
    src: `${mediaFileBase}/${path}`,
    height,
    width,
  });
  const image = { _type: 'Image' };
  const text = { _type: 'Value', dtype: 'string' };

  async function converted(
    files: MediaFile[],
    metadata: Record<string, string> = {},
    options: Partial<MediaFolder> = {},
  ) {
    const folder: MediaFolder = { kind: 'Image', labels: null, elsewhere: new Set(), ...options };
    const sources = Object.entries(metadata).map(([name, content]) => bench.upload(name, content));
    return bench.convert(await Promise.all(sources), { media: { files, folder } });
  }

  it('has a row for each file, in natural order, and its folder as a label', async () => {
    const files = [
      mediaFile('train/dog/10.png', pngOf(30, 20)),
      mediaFile('train/dog/9.png', pngOf(3, 2)),
      mediaFile('train/cat/ä 1.png', pngOf(5, 6)),
      mediaFile('test/cat/2.png', pngOf(5, 6), { here: false }),
      mediaFile('train/cat/a.wav', wavOf(1)),
    ];
    const split = await converted(files, {}, { labels: ['cat', 'dog'] });
    expect(split.columns.map(({ name, type }) => [name, type])).toEqual([
      ['image', image],
      ['label', { _type: 'ClassLabel', names: ['cat', 'dog'] }],
    ]);
    expect(await bench.rows(split)).toEqual([
      { image: shown('train/cat/%C3%A4%201.png', 5, 6), label: 0 },
      { image: shown('train/dog/9.png', 3, 2), label: 1 },
      { image: shown('train/dog/10.png', 30, 20), label: 1 },
    ]);
    expect(split.notes).toEqual([]);
  });

  it('has the rows of its metadata, with names beside, below and above resolved', async () => {
    const files = ['a/1.png', 'a/deep/2.png', 'b/3.png'].map((path, i) => mediaFile(path, pngOf(i + 1, 9)));
    const split = await converted(files, {
      'a/metadata.csv':
        'caption,file_name\none,1.png\ntwo,./deep/2.png\nthree,../b/3.png\nfour,4.png\nfive,\n',
    });
    expect(split.columns.map(({ name, type }) => [name, type])).toEqual([
      ['caption', text],
      ['image', image],
    ]);
    expect(await bench.rows(split)).toEqual([
      { caption: 'one', image: shown('a/1.png', 1, 9) },
      { caption: 'two', image: shown('a/deep/2.png', 2, 9) },
      { caption: 'three', image: shown('b/3.png', 3, 9) },
      { caption: 'four', image: null },
      { caption: 'five', image: null },
    ]);
    expect(split.notes).toEqual(["Cells name files that the dataset lacks: '4.png' (1)."]);
  });

  it('may have several files in a row, in lists and structs, and of several kinds', async () => {
    const files = [
      mediaFile('1.png', pngOf(1, 1)),
      mediaFile('2.png', pngOf(2, 2)),
      mediaFile('s.wav', wavOf(0.5)),
    ];
    const lines = [
      {
        file_names: ['1.png', 'no.png', '2.png'],
        voice_file_name: 's.wav',
        more: { x: 1, old_file_name: '2.png' },
      },
      { file_names: [], voice_file_name: null, more: null },
    ];
    const split = await converted(files, {
      'metadata.jsonl': lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(split.columns.map(({ name, type }) => [name, type])).toEqual([
      ['images', { _type: 'List', feature: image }],
      ['voice', { _type: 'Audio' }],
      ['more', { x: { _type: 'Value', dtype: 'int64' }, old: image }],
    ]);
    expect(await bench.rows(split)).toEqual([
      {
        images: [shown('1.png', 1, 1), null, shown('2.png', 2, 2)],
        voice: [{ src: `${mediaFileBase}/s.wav`, type: 'audio/wav' }],
        more: { x: 1, old: shown('2.png', 2, 2) },
      },
      { images: [], voice: null, more: null },
    ]);
  });

  it('takes from metadata of several splits the rows of its own', async () => {
    const files = [
      mediaFile('train/1.png', pngOf(1, 1)),
      mediaFile('test/2.png', pngOf(2, 2), { here: false }),
    ];
    const metadata = {
      'metadata.csv': 'file_name,n\ntrain/1.png,1\ntest/2.png,2\nnone.png,3\n',
      'train/metadata.jsonl': '{"file_name": "1.png", "n": 4}\n{"file_name": "lost.png", "n": 5}\n',
    };
    const rows = async (elsewhere: string[]) =>
      (await bench.rows(await converted(files, metadata, { elsewhere: new Set(elsewhere) }))).map(
        ({ n }) => n,
      );
    expect(await rows([])).toEqual([1, 3, 4, 5]);
    expect(await rows(['metadata.csv'])).toEqual([1, 4, 5]);
  });

  it('keeps a column that already has the name of the media', async () => {
    const split = await converted([mediaFile('1.png', pngOf(1, 1))], {
      'metadata.csv': 'Image,file_name\nhello,1.png\n',
    });
    expect(await bench.rows(split)).toEqual([{ Image: 'hello', file_name: shown('1.png', 1, 1) }]);
  });

  it('looks again at metadata whose first rows mislead', async () => {
    const numbers = Array.from({ length: 30_000 }, (_nothing, n) => `1.png,${n}`).join('\n');
    const split = await converted([mediaFile('1.png', pngOf(1, 1))], {
      'metadata.csv': `file_name,n\n${numbers}\n1.png,none\n`,
    });
    expect(split.numRows).toBe(30_001);
    expect((await bench.rows(split, 30_000))[0]).toEqual({ image: shown('1.png', 1, 1), n: 'none' });
  });

  it('is refused when its metadata name no files', async () => {
    const failing = converted([mediaFile('1.png', pngOf(1, 1))], { 'metadata.csv': 'path,n\n1.png,1\n' });
    await expect(failing).rejects.toMatchObject({
      code: 'DatasetGenerationError',
      message: expect.stringMatching(/'metadata.csv'.*has no column file_name.*Name the column/),
    });
  });

  it('shows broken files without what is not known of them', async () => {
    const split = await converted([mediaFile('1.png', Buffer.from('no picture'))]);
    expect(await bench.rows(split)).toEqual([
      { image: { src: `${mediaFileBase}/1.png`, height: null, width: null } },
    ]);
  });

  it('leaves nothing open', () => {
    expect(bench.engine.mediaFunctions).toMatchObject({ lookups: new Map() });
  });
});
