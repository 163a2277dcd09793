import { jest } from '@jest/globals';
import { datasetDetail, datasetItem, datasetList, revisionDetail, revisionItem } from '@rowhouse/contract';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

describe('datasets', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest();
  });
  afterAll(() => api?.stop());

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${api.url}/api/datasets${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const upload = (dataset: string, path: string, content: string) =>
    fetch(`${api.url}/api/datasets/${dataset}/upload?path=${path}`, { method: 'POST', body: content });

  it('are created, read, changed and deleted', async () => {
    const created = await call('PUT', '/me/one', { description: 'First', private: true });
    expect(created.status).toBe(201);
    expect(created.headers.get('x-consistency-token')).toBeTruthy();
    expect(datasetItem.parse(await created.json())).toMatchObject({
      id: 'me/one',
      author: 'me',
      sha: null,
      private: true,
      description: 'First',
    });
    const again = await call('PUT', '/me/one');
    expect([again.status, datasetItem.parse(await again.json()).description]).toEqual([200, 'First']);
    const patched = await call('PATCH', '/me/one', { description: 'Second' });
    expect(datasetItem.parse(await patched.json())).toMatchObject({ description: 'Second', private: true });
    const read = await call('GET', '/me/one');
    expect(datasetDetail.parse(await read.json())).toMatchObject({ description: 'Second', siblings: [] });
    const deleted = await call('DELETE', '/me/one');
    expect([deleted.status, await deleted.text()]).toEqual([204, '']);
    expect((await call('GET', '/me/one')).status).toBe(404);
    expect((await call('DELETE', '/me/one')).status).toBe(404);
    expect((await call('PATCH', '/me/one', { private: false })).status).toBe(404);
  });

  it('take their files along when they are deleted, and only theirs', async () => {
    await upload('me/goes', 'train.csv', 'a\n1\n');
    await upload('me/stays', 'train.csv', 'a\n1\n');
    const before = api.blobs().length;
    await call('DELETE', '/me/goes');
    expect(api.blobs()).toHaveLength(before - 1);
    expect((await fetch(`${api.url}/datasets/me/stays/resolve/main/train.csv`)).status).toBe(200);
  });

  it.each([
    ['PUT', '/me/bad', '{', 400, 'InvalidBody', /is not JSON/],
    ['PUT', '/me/bad', '{"desc": 1}', 400, 'InvalidBody', /desc/],
    ['PUT', '/me/bad', '{"private": "yes"}', 400, 'InvalidBody', /'private' must be true or false/],
    ['PUT', '/me/bad', '[]', 400, 'InvalidBody', /not valid/],
    [
      'PUT',
      '/me/bad',
      JSON.stringify({ description: 'x'.repeat(2_000_000) }),
      413,
      'PayloadTooLarge',
      /1048576/,
    ],
    ['PUT', '/me/a--b', '{}', 422, 'InvalidName', /'a--b' is not valid/],
    ['PATCH', '/me/bad', '{}', 400, 'InvalidBody', /at least one of/],
    ['GET', '?limit=0', undefined, 422, 'InvalidParameter', /at least 1/],
    ['GET', '?limit=many', undefined, 422, 'InvalidParameter', /must be a number/],
    ['GET', '?limit=1001', undefined, 422, 'InvalidParameter', /at most 1000/],
    ['GET', '?cursor=nonsense', undefined, 422, 'InvalidParameter', /'cursor'/],
    ['GET', '?search=a&search=b', undefined, 422, 'InvalidParameter', /'search' must be given once/],
    ['GET', '/me/missing/revisions', undefined, 404, 'DatasetNotFound', /me\/missing/],
  ] as const)('%s %s', async (method, path, body, status, code, message) => {
    const answer = await fetch(`${api.url}/api/datasets${path}`, { method, body });
    const error = (await answer.json()) as { error: string; code: string };
    expect([answer.status, error.code]).toEqual([status, code]);
    expect(error.error).toMatch(message);
  });

  it('are listed page by page, found by words and by author', async () => {
    for (let index = 0; index < 5; index++)
      await call('PUT', `/lister/n${index}`, { description: `Colour ${index}` });
    const seen: string[] = [];
    let next: string | null = `${api.url}/api/datasets?author=lister&limit=2`;
    for (let page = 0; next; page++) {
      expect(page).toBeLessThan(3);
      const answer: Response = await fetch(next);
      seen.push(...datasetList.parse(await answer.json()).map(({ id }) => id));
      next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1] ?? null;
    }
    expect(seen).toEqual([4, 3, 2, 1, 0].map((index) => `lister/n${index}`));
    const found = datasetList.parse(await (await call('GET', '?search=cOLOUR%203')).json());
    expect(found.map(({ id }) => id)).toEqual(['lister/n3']);
    expect(await (await call('GET', '?search=%25')).json()).toEqual([]);
  });

  it('tell their history and how far each revision is', async () => {
    const first = (await (await upload('me/history', 'train.csv', 'a\n1\n')).json()) as { revision: string };
    const second = (await (await upload('me/history', 'test.csv', 'a\n1\n')).json()) as {
      revision: string;
      url: string;
    };
    const list = revisionItem.array().parse(await (await call('GET', '/me/history/revisions')).json());
    expect(list.map(({ revision, number, parent }) => ({ revision, number, parent }))).toEqual([
      { revision: second.revision, number: 2, parent: first.revision },
      { revision: first.revision, number: 1, parent: null },
    ]);
    const page = await call('GET', '/me/history/revisions?limit=1');
    const next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
    expect(((await (await fetch(next ?? '')).json()) as unknown[])[0]).toMatchObject({ number: 1 });
    const detail = revisionDetail.parse(await (await fetch(`${api.url}${second.url}`)).json());
    expect(detail).toMatchObject({ dataset: 'me/history', state: 'processing', progress: 0 });
    expect(detail.files.map(({ path, split }) => [path, split])).toEqual([
      ['test.csv', 'test'],
      ['train.csv', 'train'],
    ]);
    expect(detail.steps.length).toBeGreaterThan(2);
    expect(detail.steps.some(({ state }) => state === 'queued')).toBe(true);
    const missing = await call('GET', `/me/history/revisions/${'0'.repeat(40)}`);
    expect([missing.status, missing.headers.get('x-error-code')]).toEqual([404, 'RevisionNotFound']);
  });

  it('spare who knows the answer already, whatever its encoding', async () => {
    for (let index = 0; index < 10; index++) await call('PUT', `/etag/n${index}`);
    const encodings = ['identity', 'gzip', 'br'];
    for (const encoding of encodings) {
      const first = await call('GET', '?author=etag', undefined, { 'accept-encoding': encoding });
      expect(first.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
      expect(first.headers.get('vary')).toMatch(/accept-encoding/i);
      expect(datasetList.parse(await first.json())).toHaveLength(10);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^W\//);
      for (const other of encodings) {
        const second = await call('GET', '?author=etag', undefined, {
          'accept-encoding': other,
          'if-none-match': etag,
        });
        expect([second.status, await second.text(), second.headers.get('etag')]).toEqual([304, '', etag]);
      }
      await call('PUT', '/etag/n0', { description: `changed ${encoding}` });
      const changed = await call('GET', '?author=etag', undefined, { 'if-none-match': etag });
      expect(changed.status).toBe(200);
    }
  });

  it('are URLs of the address that the client used', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'data.example.org' };
    const answer = await call('GET', '?limit=1', undefined, forwarded);
    expect(answer.headers.get('link')).toMatch(/^<https:\/\/data\.example\.org\/api\/datasets\?/);
  });
});
