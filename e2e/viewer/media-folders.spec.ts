import { jest } from '@jest/globals';
import type { Answer } from '../house/client.js';
import { Rowhouse } from '../house/rowhouse.js';
import { vega } from '../house/vega.js';

// A whole house on a machine that may be busy.
jest.setTimeout(180_000);

describe('folders of media', () => {
  let rowhouse: Rowhouse;
  let icons: Record<'7zip' | 'ffox' | 'gimp', Buffer>;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres' });
    icons = { '7zip': await vega('7zip.png'), ffox: await vega('ffox.png'), gimp: await vega('gimp.png') };
  });
  afterAll(() => rowhouse?.stop());

  const ask = async (path: string, dataset: string, more = ''): Promise<Answer['json']> => {
    const query = `dataset=${dataset}&config=default&split=train${more}`;
    const { status, json, text } = await rowhouse.client.get(`/${path}?${query}`);
    if (status !== 200) throw new Error(`/${path} of ${dataset} was answered ${status}: ${text}`);
    return json;
  };

  async function publish(dataset: string, files: Record<string, Uint8Array | string>): Promise<string> {
    const detail = await rowhouse.client.publish(dataset, files);
    expect(detail.steps.filter(({ state }: { state: string }) => state === 'failed')).toEqual([]);
    return detail.revision;
  }

  it('become rows with labels, and their files are sent as they are', async () => {
    const revision = await publish('me/icons', {
      'train/tool/7zip.png': icons['7zip'],
      'train/tool/gimp.png': icons.gimp,
      'train/web/ffox.png': icons.ffox,
      'test/web/again.png': icons.ffox,
      'README.md': '# Icons',
    });
    const page = await ask('rows', 'me/icons');
    expect(page.features.map(({ name, type }: { name: string; type: object }) => [name, type])).toEqual([
      ['image', { _type: 'Image' }],
      ['label', { _type: 'ClassLabel', names: ['tool', 'web'] }],
    ]);
    const src = (path: string) => `${rowhouse.url}/datasets/me/icons/resolve/${revision}/${path}`;
    expect(page.rows.map(({ row }: { row: object }) => row)).toEqual([
      { image: { src: src('train/tool/7zip.png'), height: 100, width: 100 }, label: 0 },
      { image: { src: src('train/tool/gimp.png'), height: 100, width: 100 }, label: 0 },
      { image: { src: src('train/web/ffox.png'), height: 100, width: 100 }, label: 1 },
    ]);
    expect((await ask('first-rows', 'me/icons')).rows).toEqual(page.rows);
    expect((await ask('filter', 'me/icons', '&where=%22label%22%3D1')).rows).toEqual(page.rows.slice(2));
    const picture = await fetch(page.rows[2].row.image.src);
    expect(Object.fromEntries(picture.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': expect.stringContaining('immutable'),
    });
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(icons.ffox);
    const { splits } = (await rowhouse.client.get('/splits?dataset=me/icons')).json;
    expect(splits.map(({ split }: { split: string }) => split)).toEqual(['train', 'test']);
    const info = (await rowhouse.client.get('/info?dataset=me/icons')).json.dataset_info.default;
    expect([info.builder_name, info.splits.test.num_examples]).toEqual(['imagefolder', 1]);
    const statistics = await ask('statistics', 'me/icons');
    const described = statistics.statistics.map(
      (column: { column_type: string; column_statistics: object }) => [
        column.column_type,
        column.column_statistics,
      ],
    );
    expect(described).toEqual([
      ['image', expect.objectContaining({ min: 100, max: 100, nan_count: 0 })],
      ['class_label', expect.objectContaining({ frequencies: { tool: 2, web: 1 } })],
    ]);
    const hub = (await rowhouse.client.get('/hub-cache?dataset=me/icons')).json;
    expect([hub.modalities, hub.formats, hub.num_rows]).toEqual([['image'], ['imagefolder'], 4]);
  });

  it('are described by their metadata, in lists too, and searched', async () => {
    const lines = [
      { file_names: ['7zip.png', '../gimp.png'], caption: 'two tools' },
      { file_names: ['lost.png'], caption: 'nothing here' },
    ];
    const revision = await publish('me/albums', {
      'icons/7zip.png': icons['7zip'],
      'gimp.png': icons.gimp,
      'icons/metadata.jsonl': lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    const found = await ask('search', 'me/albums', '&query=tools');
    const src = (path: string) => `${rowhouse.url}/datasets/me/albums/resolve/${revision}/${path}`;
    expect(found.rows.map(({ row }: { row: object }) => row)).toEqual([
      {
        images: [
          { src: src('icons/7zip.png'), height: 100, width: 100 },
          { src: src('gimp.png'), height: 100, width: 100 },
        ],
        caption: 'two tools',
      },
    ]);
    expect(found.features[0].type).toEqual({ _type: 'List', feature: { _type: 'Image' } });
    expect((await ask('rows', 'me/albums', '&offset=1')).rows[0].row.images).toEqual([null]);
  });

  it('say what is wrong with their metadata', async () => {
    const detail = await rowhouse.client.publish('me/unnamed', {
      '7zip.png': icons['7zip'],
      'metadata.csv': 'path\n7zip.png\n',
    });
    expect(detail.state).toBe('failed');
    const { status, json } = await rowhouse.client.get('/rows?dataset=me/unnamed&config=default&split=train');
    expect([status, json.code]).toEqual([500, 'DatasetGenerationError']);
    expect(json.error).toMatch(/'metadata.csv'.*no column file_name/);
  });
});
