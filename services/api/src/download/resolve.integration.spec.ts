import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

describe('resolve', () => {
  const content = randomBytes(700_000);
  let api: ApiUnderTest;
  let revision: string;
  let sha256: string;

  beforeAll(async () => {
    api = await startApiUnderTest();
    const form = new FormData();
    form.append('f', new Blob([content]), 'en/train.csv');
    form.append('f', new Blob(['{"a": 1}'.repeat(200)]), 'big.json');
    form.append('f', new Blob(['<script>']), 'page.html');
    const response = await fetch(`${api.url}/api/datasets/me/files/upload`, { method: 'POST', body: form });
    const answer = (await response.json()) as { revision: string; files: { sha256: string }[] };
    revision = answer.revision;
    sha256 = answer.files[0]?.sha256 ?? '';
  });
  afterAll(() => api?.stop());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${api.url}/datasets/me/files/resolve/${path}`, { headers, method });
  const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

  it('gives a file with all that is known of it', async () => {
    const answer = await get('main/en/train.csv');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: `"${sha256}"`,
      'accept-ranges': 'bytes',
      'content-length': '700000',
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="train.csv"; filename*=UTF-8\'\'train.csv',
      'cache-control': 'no-cache',
      'x-repo-commit': revision,
      'x-content-type-options': 'nosniff',
    });
    expect(Date.parse(answer.headers.get('last-modified') ?? '')).toBeGreaterThan(Date.now() - 3_600_000);
    expect(await bytes(answer)).toEqual(content);
  });

  it('gives the same at its revision, for ever', async () => {
    const answer = await get(`${revision}/en/train.csv`);
    expect(answer.headers.get('cache-control')).toBe('max-age=31536000, immutable');
    expect(await bytes(answer)).toEqual(content);
  });

  it('answers HEAD with the headers alone', async () => {
    const answer = await get('main/en/train.csv', {}, 'HEAD');
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '700000']);
    expect(answer.headers.get('etag')).toBe(`"${sha256}"`);
    expect(await bytes(answer)).toHaveLength(0);
  });

  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=699900-', 699_900, 699_999],
    ['bytes=-100', 699_900, 699_999],
    ['bytes=300000-399999', 300_000, 399_999],
  ])('gives the range %s', async (range, start, end) => {
    const answer = await get('main/en/train.csv', { range });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${end}/700000`,
    ]);
    expect(answer.headers.get('content-length')).toBe(`${end - start + 1}`);
    expect(await bytes(answer)).toEqual(content.subarray(start, end + 1));
  });

  it('gives a range to HEAD too', async () => {
    const answer = await get('main/en/train.csv', { range: 'bytes=0-99' }, 'HEAD');
    expect([answer.status, answer.headers.get('content-length')]).toEqual([206, '100']);
  });

  it('says how long the file is when a range lies beyond it', async () => {
    const answer = await get('main/en/train.csv', { range: 'bytes=700000-' });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */700000']);
    expect(await answer.json()).toMatchObject({ code: 'InvalidRange', actual: 700_000 });
  });

  it('spares who has the file, and gives no range of another file', async () => {
    expect((await get('main/en/train.csv', { 'if-none-match': `"${sha256}"` })).status).toBe(304);
    expect((await get('main/en/train.csv', { 'if-none-match': '"other"' })).status).toBe(200);
    const later = new Date(Date.now() + 60_000).toUTCString();
    expect((await get('main/en/train.csv', { 'if-modified-since': later })).status).toBe(304);
    const range = 'bytes=0-9';
    expect((await get('main/en/train.csv', { range, 'if-range': `"${sha256}"` })).status).toBe(206);
    expect((await get('main/en/train.csv', { range, 'if-range': '"other"' })).status).toBe(200);
  });

  it('never compresses, nor lets uploads act as pages', async () => {
    const json = await get('main/big.json', { 'accept-encoding': 'gzip, br' });
    expect([json.headers.get('content-encoding'), json.headers.get('content-length')]).toEqual([
      null,
      '1600',
    ]);
    expect((await get('main/page.html')).headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each([
    ['main/no/such.csv', 404, 'FileNotFound'],
    [`${'0'.repeat(40)}/en/train.csv`, 404, 'RevisionNotFound'],
    ['refs%2Fconvert%2Fparquet/default/train/0000.parquet', 404, 'FileNotFound'],
    ['refs/convert/parquet/default/train/0000.parquet', 404, 'FileNotFound'],
    ['main/..%2f..%2fetc%2fpasswd', 404, 'FileNotFound'],
  ])('%s is %d %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('content-disposition')).toBeNull();
  });

  it('says that a dataset is missing', async () => {
    const answer = await fetch(`${api.url}/datasets/no/such/resolve/main/a.csv`);
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([404, 'DatasetNotFound']);
  });
});
