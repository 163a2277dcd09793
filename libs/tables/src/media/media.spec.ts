import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { firstRows } from '../preview/first-rows.js';
import { vegaFile, Workbench } from '../testing/workbench.js';
import { mediaBase } from './media-cell.js';
import { readMedia } from './read-media.js';
import { mediaTypeOf } from './sniff.js';

// Real conversions on a machine that may be busy.
jest.setTimeout(60_000);

describe('mediaTypeOf', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  it.each([
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\0\0\0\0WEBP', 'image/webp'],
    ['RIFF\0\0\0\0WAVE', 'audio/wav'],
    ['ID3\x04', 'audio/mpeg'],
    ['\xff\xfb\x90\x00', 'audio/mpeg'],
    ['fLaC', 'audio/flac'],
    ['\0\0\0\x20ftypisom', 'video/mp4'],
    ['\0\0\0\x20ftypM4A ', 'audio/mp4'],
    ['\x1a\x45\xdf\xa3', 'video/webm'],
    ['%PDF-1.7', 'application/pdf'],
  ])('%j is %s', (text, type) => {
    expect(mediaTypeOf(latin(text))?.type).toBe(type);
  });

  it.each(['<svg xmlns="x">', '<html>', 'RIFF', '', '\xff\xff\xff\xff', 'PK\x03\x04'])(
    '%j is nothing',
    (text) => {
      expect(mediaTypeOf(latin(text))).toBeNull();
    },
  );
});

describe('columns of media', () => {
  let bench: Workbench;
  let picture: Buffer;
  beforeAll(async () => {
    bench = await Workbench.open();
    picture = await readFile((await vegaFile('7zip.png')).path);
  });
  afterAll(() => bench.close());

  const wav = Buffer.from('RIFF\0\0\0\0WAVEfmt rest');
  const blob = (bytes: Uint8Array) => `from_hex('${Buffer.from(bytes).toString('hex')}')`;
  const media = (bytes: Uint8Array, path: string) => `{'bytes': ${blob(bytes)}, 'path': '${path}'}`;

  async function converted(select: string, features?: object) {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    const metadata = features
      ? `, KV_METADATA {huggingface: '${JSON.stringify({ info: { features } })}'}`
      : '';
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet ${metadata})`);
    return bench.convert([await bench.upload('x.parquet', await readFile(path))]);
  }

  it('are known by their first bytes, and shown as addresses', async () => {
    const split = await converted(`SELECT * FROM (VALUES
      (1, ${media(picture, 'a.png')}, ${media(wav, 'a.wav')}, {'bytes': 'x'::BLOB, 'path': 'x'}),
      (2, NULL, NULL, NULL)) t(id, "a picture/1", sound, other)`);
    expect(split.columns.map(({ type }) => type._type)).toEqual(['Value', 'Image', 'Audio', undefined]);
    expect(await bench.rows(split)).toEqual([
      {
        id: 1,
        'a picture/1': { src: `${mediaBase}/0/a%20picture%2F1/image.png`, height: 100, width: 100 },
        sound: [{ src: `${mediaBase}/0/sound/audio.wav`, type: 'audio/wav' }],
        other: { bytes: 'eA==', path: 'x' },
      },
      { id: 2, 'a picture/1': null, sound: null, other: null },
    ]);
    const preview = await firstRows(bench.engine, { ...split, limits: { maxBytes: 100, minCellBytes: 20 } });
    expect(preview.rows[0]?.row.sound).toEqual([
      { src: `${mediaBase}/0/sound/audio.wav`, type: 'audio/wav' },
    ]);
    const bytes = await bench.engine.use((connection) =>
      readMedia(connection, {
        ...split,
        row: 0,
        column: 'a picture/1',
        feature: { _type: 'Image' },
        place: [],
      }),
    );
    expect(Buffer.from(bytes ?? [])).toEqual(picture);
  });

  it('have the features that their file declares, where those fit', async () => {
    const image = { _type: 'Image' };
    const split = await converted(
      `SELECT ${media(Buffer.from('broken'), 'a.jpg')} AS image, 1 AS fake, [[1.5::DOUBLE, 2], [3, 4]] AS matrix,
        {'de': 'eins', 'en': 'one'} AS words, ${media(Buffer.from('%PDF-1.4'), 'a.pdf')} AS paper`,
      {
        image,
        fake: image,
        matrix: { _type: 'Array2D', shape: [2, 2], dtype: 'float64' },
        words: { _type: 'Translation', languages: ['de', 'en'] },
        paper: { _type: 'Pdf' },
      },
    );
    expect(split.columns.map(({ type }) => type)).toEqual([
      image,
      { _type: 'Value', dtype: 'int32' },
      { _type: 'Array2D', shape: [2, 2], dtype: 'float64' },
      { _type: 'Translation', languages: ['de', 'en'] },
      { _type: 'Pdf' },
    ]);
    expect(await bench.rows(split)).toMatchObject([
      {
        image: { src: `${mediaBase}/0/image/image.jpg`, height: null, width: null },
        matrix: [
          [1.5, 2],
          [3, 4],
        ],
        paper: { src: `${mediaBase}/0/paper/pdf.pdf`, size_bytes: 8 },
      },
    ]);
  });
});
