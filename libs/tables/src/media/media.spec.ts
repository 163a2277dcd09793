import { readFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { readPageJson } from '../page/read-page.js';
import { firstRows } from '../preview/first-rows.js';
import { mediaFile, pngOf, wavOf } from '../testing/media-fixture.js';
import { vegaFile, Workbench } from '../testing/workbench.js';
import { mediaBase, mediaFileBase } from './media-cell.js';
import type { MediaFile } from './media-lookup.js';
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

  async function converted(select: string, features?: object, files?: MediaFile[]) {
    const path = bench.path(`${crypto.randomUUID()}.parquet`);
    const metadata = features
      ? `, KV_METADATA {huggingface: '${JSON.stringify({ info: { features } })}'}`
      : '';
    await bench.sql(`COPY (${select}) TO '${path}' (FORMAT parquet ${metadata})`);
    const media = files && { files };
    return bench.convert([await bench.upload('data/x.parquet', await readFile(path))], { media });
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

  it('are found inside of lists and structs, not of maps', async () => {
    const cell = media(picture, 'a.png');
    const split = await converted(`SELECT [${cell}, NULL] AS album, {'cover': ${cell}, 'n': 1} AS book,
      [[${cell}]] AS pages, MAP {'a': ${cell}} AS named, [{'bytes': 'x'::BLOB, 'path': 'x'}] AS other`);
    const image = { _type: 'Image' };
    expect(split.columns.slice(0, 3).map(({ type }) => type)).toEqual([
      { _type: 'List', feature: image },
      { cover: image, n: { _type: 'Value', dtype: 'int32' } },
      { _type: 'List', feature: { _type: 'List', feature: image } },
    ]);
    const shown = (place: string) => ({ src: `${mediaBase}/0/${place}/image.png`, height: 100, width: 100 });
    const [row] = await bench.rows(split);
    expect(row).toMatchObject({
      album: [shown('album/0'), null],
      book: { cover: shown('book/cover'), n: 1 },
      pages: [[shown('pages/0%2F0')]],
      named: [{ key: 'a', value: { path: 'a.png' } }],
      other: [{ bytes: 'eA==', path: 'x' }],
    });
    const preview = await firstRows(bench.engine, { ...split, limits: { maxBytes: 100, minCellBytes: 20 } });
    expect(preview.rows[0]).toMatchObject({
      row: { album: row?.album },
      truncated_cells: ['named', 'other'],
    });
  });

  it('declared inside of a map stay what they are', async () => {
    const split = await converted(`SELECT MAP {'a': ${media(picture, 'a.png')}} AS named`, {
      named: [{ key: { _type: 'Value', dtype: 'string' }, value: { _type: 'Image' } }],
    });
    expect(await bench.rows(split)).toMatchObject([{ named: [{ key: 'a', value: { path: 'a.png' } }] }]);
  });

  it('without bytes are the files that their paths name', async () => {
    const files = [
      mediaFile('data/1.png', pngOf(7, 8)),
      mediaFile('sounds/a.wav', wavOf(1), { here: false }),
      mediaFile('logo.png', pngOf(1, 1), { here: false }),
    ];
    const path = (name: string) => `{'bytes': NULL::BLOB, 'path': '${name}'}`;
    const split = await converted(
      `SELECT * FROM (VALUES
        (1, ${path('1.png')}, [${path('sounds/a.wav')}, ${path('none.wav')}], 'file_name'),
        (2, ${media(picture, 'gone.png')}, [], NULL),
        (3, ${path('gone.png')}, NULL, NULL)) t(n, image, sounds, file_name)`,
      undefined,
      files,
    );
    expect(split.columns.map(({ name, type }) => [name, type])).toEqual([
      ['n', { _type: 'Value', dtype: 'int32' }],
      ['image', { _type: 'Image' }],
      ['sounds', { _type: 'List', feature: { _type: 'Audio' } }],
      ['file_name', { _type: 'Value', dtype: 'string' }],
    ]);
    expect(await bench.rows(split)).toEqual([
      {
        n: 1,
        image: { src: `${mediaFileBase}/data/1.png`, height: 8, width: 7 },
        sounds: [[{ src: `${mediaFileBase}/sounds/a.wav`, type: 'audio/wav' }], null],
        file_name: 'file_name',
      },
      {
        n: 2,
        image: { src: `${mediaBase}/1/image/image.png`, height: 100, width: 100 },
        sounds: [],
        file_name: null,
      },
      { n: 3, image: null, sounds: null, file_name: null },
    ]);
    expect(split.notes).toEqual(["Cells name files that the dataset lacks: 'gone.png', 'none.wav' (2)."]);
    expect((await bench.one(`SELECT image.path AS path FROM '${split.files[0]?.path}' LIMIT 1`)).path).toBe(
      'data/1.png',
    );
  });

  it('that name no file of the dataset keep a table as it was', async () => {
    const split = await converted(
      `SELECT {'bytes': NULL::BLOB, 'path': 'none.png'} AS x, ${media(picture, 'a.png')} AS image`,
      undefined,
      [mediaFile('logo.png', pngOf(1, 1), { here: false })],
    );
    expect(split.columns.map(({ type }) => type)).toEqual([
      { bytes: { _type: 'Value', dtype: 'binary' }, path: { _type: 'Value', dtype: 'string' } },
      { _type: 'Image' },
    ]);
    expect(split.notes).toEqual(["Cells name files that the dataset lacks: 'none.png' (1)."]);
  });

  it('take nothing from a cell that looks like one of a file, but for files of the dataset', async () => {
    const told = (bytes: string, path: string) =>
      `{'bytes': ${bytes}::BLOB, 'path': '${path}', 'size': 5, 'width': 77, 'height': 78, 'duration': 9.5}`;
    const select = `SELECT * FROM (VALUES
      (1, ${told('NULL', '../../../api/tokens')}, [${told('NULL', '/1.png')}]),
      (2, ${told(blob(picture), 'a.png')}, [${told('NULL', '../../x')}]),
      (3, ${told('NULL', '1.png')}, NULL),
      (4, NULL, [])) t(n, image, album)`;
    const features = { image: { _type: 'Image' }, album: [{ _type: 'Image' }] };
    const stored = { src: `${mediaBase}/1/image/image.png`, height: 100, width: 100 };
    const rows = async (files?: MediaFile[]) =>
      (await bench.rows(await converted(select, features, files))).map(({ image, album }) => [image, album]);
    expect(await rows()).toEqual([
      [null, [null]],
      [stored, [null]],
      [null, null],
      [null, []],
    ]);
    const file = { src: `${mediaFileBase}/1.png`, height: 8, width: 7 };
    expect(await rows([mediaFile('1.png', pngOf(7, 8))])).toEqual([
      [null, [file]],
      [stored, [null]],
      [file, null],
      [null, []],
    ]);
  });

  it('keep what a table says of other things that have the same fields', async () => {
    const cell = `{'bytes': 'x'::BLOB, 'path': 'p', 'size': 5, 'width': 77, 'height': 78, 'duration': 9.5}`;
    const split = await converted(`SELECT ${cell} AS x`);
    expect(await bench.rows(split)).toMatchObject([{ x: { path: 'p', size: 5, width: 77 } }]);
  });

  it.each(['../x.png', 'a/../../x.png', './x.png', '/x.png', 'a//x.png', ''])(
    'stored with the path %j have no address',
    async (path) => {
      const file = bench.path(`${crypto.randomUUID()}.parquet`);
      await bench.sql(`COPY (SELECT {'bytes': NULL::BLOB, 'path': '${path}', 'size': 5::BIGINT, 'width': 7,
        'height': 8, 'duration': NULL::DOUBLE} AS image) TO '${file}' (FORMAT parquet)`);
      const columns = [{ feature_idx: 0, name: 'image', type: { _type: 'Image' as const } }];
      const page = { files: [{ path: file, numRows: 1 }], columns, offset: 0, length: 1 };
      expect(JSON.parse(await readPageJson(bench.engine, page))).toMatchObject([{ row: { image: null } }]);
    },
  );
});
