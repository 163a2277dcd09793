import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { TableEngine } from '@rowhouse/tables';
import { tempDir } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../../../test/api-under-test.js';
import { type ServedSplit, serveSplit } from '../../../test/served-split.js';

jest.setTimeout(120_000);

const picturePath = new URL('../../../../../node_modules/vega-datasets/data/7zip.png', import.meta.url);

describe('media of a split', () => {
  let api: ApiUnderTest;
  let split: ServedSplit;
  let picture: Buffer;
  beforeAll(async () => {
    picture = await readFile(picturePath);
    api = await startApiUnderTest();
    split = await serveSplit(api, 'me/pictures', await parquetOf(picture), 'train.parquet');
  });
  afterAll(() => api?.stop());

  /** A picture, a page that says it is one, and none. */
  function parquetOf(bytes: Buffer): Promise<Buffer<ArrayBuffer>> {
    const features = JSON.stringify({ info: { features: { 'é/x': { _type: 'Image' } } } });
    return parquet(
      `SELECT * FROM (VALUES
        (1, {'bytes': from_hex('${bytes.toString('hex')}'), 'path': 'a.png'}),
        (2, {'bytes': '<script>alert(1)</script>'::BLOB, 'path': 'evil.html'}),
        (3, NULL)) t(id, "é/x")`,
      features,
    );
  }

  async function parquet(select: string, features = '{}'): Promise<Buffer<ArrayBuffer>> {
    const folder = await tempDir();
    const engine = await TableEngine.open({ memoryMb: 128, threads: 1, scratchDir: folder.path });
    try {
      const path = join(folder.path, 'x.parquet');
      await engine.use((connection) =>
        connection.run(
          `COPY (${select}) TO '${path}' (FORMAT parquet, KV_METADATA {huggingface: '${features}'})`,
        ),
      );
      return Buffer.from(await readFile(path));
    } finally {
      engine.close();
      await folder.remove();
    }
  }

  async function cells(path: string): Promise<Record<string, { src: string } | null>[]> {
    const answer = await fetch(`${api.url}/${path}&${split.query}`);
    expect(answer.status).toBe(200);
    const { rows } = (await answer.json()) as { rows: { row: Record<string, { src: string } | null> }[] };
    return rows.map(({ row }) => row);
  }
  const source = async (row: number) => (await cells('rows?length=3'))[row]?.['é/x']?.src ?? '';

  it('are addresses in every answer with rows', async () => {
    const src = `${api.url}/assets/me/pictures/--/${split.revision}/--/default/train/0/%C3%A9%2Fx/image.png`;
    const shown = { src, height: 100, width: 100 };
    for (const path of [
      'rows?length=1',
      'filter?where=%22id%22%3D1',
      'rows?columns=%22%C3%A9%2Fx%22&length=1',
    ]) {
      expect((await cells(path))[0]?.['é/x']).toEqual(shown);
    }
    expect((await cells('rows?offset=2'))[0]).toEqual({ id: 3, 'é/x': null });
  });

  it('are found inside of lists and structs', async () => {
    const media = `{'bytes': from_hex('${picture.toString('hex')}'), 'path': 'a.png'}`;
    const nested = await serveSplit(
      api,
      'me/albums',
      await parquet(`SELECT [NULL, ${media}] AS album, [{'a/~b': ${media}, 'n': 1}] AS pairs`),
      'train.parquet',
    );
    const shown = (place: string) => ({
      src: `${api.url}/assets/me/albums/--/${nested.revision}/--/default/train/0/${place}/image.png`,
      height: 100,
      width: 100,
    });
    const row = { album: [null, shown('album/1')], pairs: [{ 'a/~b': shown('pairs/0%2Fa~1~0b'), n: 1 }] };
    for (const path of ['rows?length=1', 'filter?where=len(%22album%22)%3D2']) {
      const answer = await fetch(`${api.url}/${path}&${nested.query}`);
      const { rows, features } = (await answer.json()) as {
        rows: { row: object }[];
        features: { type: object }[];
      };
      expect(rows.map((item) => item.row)).toEqual([row]);
      expect(features.map(({ type }) => type)).toEqual([
        { _type: 'List', feature: { _type: 'Image' } },
        {
          _type: 'List',
          feature: { 'a/~b': { _type: 'Image' }, n: { _type: 'Value', dtype: 'int32' } },
        },
      ]);
    }
    const inside = (place: string) => fetch(shown(place).src);
    for (const place of ['album/1', 'pairs/0%2Fa~1~0b']) {
      const bytes = await (await inside(place)).arrayBuffer();
      expect(Buffer.from(bytes)).toEqual(picture);
    }
    for (const place of [
      'album/0',
      'album/7',
      'album/x',
      'album',
      'pairs/0',
      'pairs/0%2Fn',
      'pairs/0%2Fa~1~0b%2F1',
    ])
      expect([place, (await inside(place)).status]).toEqual([place, 404]);
  });

  it('of equal pages of two datasets are never taken for each other', async () => {
    const other = await serveSplit(api, 'me/copies', await parquetOf(picture), 'train.parquet');
    const page = (query: string, headers = {}) => fetch(`${api.url}/rows?length=1&${query}`, { headers });
    const mine = await page(split.query);
    const etag = mine.headers.get('etag') ?? '';
    const theirs = await page(other.query, { 'if-none-match': etag });
    expect([theirs.status, theirs.headers.get('etag') === etag]).toEqual([200, false]);
    expect([
      (await mine.text()).includes('me/pictures'),
      (await theirs.text()).includes('me/copies'),
    ]).toEqual([true, true]);
    expect((await page(split.query, { 'if-none-match': etag })).status).toBe(304);
  });

  it('come as they are stored, whole and in part, and are kept for ever', async () => {
    const src = await source(0);
    const whole = await fetch(src);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': `${picture.length}`,
      'content-disposition': 'inline',
      'cache-control': 'max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-revision': split.revision,
    });
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(picture);
    const part = await fetch(src, { headers: { range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
    const head = await fetch(src, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, `${picture.length}`]);
    const etag = whole.headers.get('etag') ?? '';
    expect((await fetch(src, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(src, { headers: { range: 'bytes=999999999-' } })).status).toBe(416);
  });

  it('never become a page of this site', async () => {
    const answer = await fetch(await source(1));
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(await answer.text()).toBe('<script>alert(1)</script>');
  });

  it.each([
    ['/2/%C3%A9%2Fx/image.png', 404, 'FileNotFound'],
    ['/99/%C3%A9%2Fx/image.png', 404, 'FileNotFound'],
    ['/0/id/image.png', 404, 'FileNotFound'],
    ['/0/absent/image.png', 404, 'FileNotFound'],
    ['/x/id/image.png', 422, 'InvalidParameter'],
  ])('%s is %d %s', async (path, status, code) => {
    const answer = await fetch(`${api.url}/assets/me/pictures/--/${split.revision}/--/default/train${path}`);
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([status, code]);
    expect(answer.headers.get('cache-control')).not.toContain('immutable');
  });

  it('are refused to who may not read the dataset, as if it were missing', async () => {
    const closed = await startApiUnderTest({ AUTH_MODE: 'token' });
    try {
      const path = `/assets/no/such/--/${split.revision}/--/default/train/0/x/image.png`;
      const answer = await fetch(`${closed.url}${path}`);
      expect([answer.status, answer.headers.get('x-error-code')]).toEqual([
        401,
        'ExternalUnauthenticatedError',
      ]);
    } finally {
      await closed.stop();
    }
  });
});
