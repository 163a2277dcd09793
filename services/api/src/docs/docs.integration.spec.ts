import { jest } from '@jest/globals';
import { apiOperations } from '@rowhouse/contract';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';
import { docsFiles, docsHtml } from './docs-page.js';

jest.setTimeout(120_000);

/** Routes that are parts of a page or of another path. */
const undocumented = /^\S+ \/docs\/:file$/;

/** A route of Fastify as the document writes it. */
const documented = (route: string) => route.replaceAll(/:(\w+)/g, '{$1}').replace(/\/\*$/, '/{path}');

describe('the documentation of the api', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest({ AUTH_MODE: 'token' });
  });
  afterAll(() => api?.stop());

  it('names every route, and no other', () => {
    const routes = api.routes.filter((route) => !undocumented.test(route)).map(documented);
    const described = apiOperations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(routes.filter((route) => !route.startsWith('HEAD ')).sort()).toEqual(described.sort());
    const heads = described
      .filter((route) => route.startsWith('GET '))
      .map((route) => `HEAD ${route.slice(4)}`);
    expect(routes.filter((route) => route.startsWith('HEAD ')).sort()).toEqual(heads.sort());
  });

  it('is there for everybody, and asked for once', async () => {
    const answer = await fetch(`${api.url}/openapi.json`);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/json; charset=utf-8',
      'no-cache',
    ]);
    expect(await answer.json()).toMatchObject({ openapi: '3.1.1', paths: { '/rows': { get: {} } } });
    const etag = answer.headers.get('etag') ?? '';
    const again = await fetch(`${api.url}/openapi.json`, { headers: { 'if-none-match': etag } });
    expect([again.status, etag]).toEqual([304, expect.stringMatching(/^W\//)]);
  });

  it('is a page that loads nothing from elsewhere', async () => {
    const page = await fetch(`${api.url}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toBe(docsHtml);
    const loaded = [...docsHtml.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string);
    expect(loaded.filter((url) => url.startsWith('/docs/')).sort()).toEqual(
      [...docsFiles.keys()].map((name) => `/docs/${name}`).sort(),
    );
    for (const url of loaded) {
      const file = await fetch(api.url + url);
      expect([url, file.status]).toEqual([url, 200]);
      const etag = file.headers.get('etag') ?? '';
      await file.arrayBuffer();
      const again = await fetch(api.url + url, { headers: { 'if-none-match': etag } });
      expect([url, again.status]).toEqual([url, 304]);
    }
    for (const other of ['package.json', '..%2Fpackage.json', 'swagger-ui-bundle.js']) {
      const missing = await fetch(`${api.url}/docs/${other}`);
      expect([other, missing.status, missing.headers.get('x-error-code')]).toEqual([
        other,
        404,
        'RouteNotFound',
      ]);
    }
  });
});
