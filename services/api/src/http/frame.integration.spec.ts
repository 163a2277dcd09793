import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { FlakyProxy, testServers, waitFor } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

describe('the frame of the api', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest();
  });
  afterAll(() => api?.stop());

  it('is alive and ready, and counts requests', async () => {
    const alive = await fetch(`${api.url}/healthcheck`);
    expect([alive.status, await alive.text()]).toEqual([200, 'ok']);
    expect(alive.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(alive.headers.get('cache-control')).toBe('no-store');
    const ready = await fetch(`${api.url}/readiness`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }]);
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(/http_request_seconds_count\{.*method="GET",route="\/healthcheck",status="200"/);
  });

  it('answers HEAD like GET, without a body', async () => {
    const head = await fetch(`${api.url}/api/datasets`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe('2');
  });

  it.each<[method: string, path: string, status: number, code: string, message: string | RegExp]>([
    ['GET', '/nothing/here?x=1', 404, 'RouteNotFound', 'There is nothing at GET /nothing/here.'],
    ['POST', '/api/datasets', 405, 'MethodNotAllowed', 'POST is not allowed here; use GET, HEAD.'],
    ['DELETE', '/rows?dataset=a/b', 405, 'MethodNotAllowed', 'DELETE is not allowed here; use GET, HEAD.'],
    ['GET', '/api/datasets/a/b', 404, 'DatasetNotFound', /no dataset 'a\/b'/],
    ['GET', '/api/datasets/%zz/b', 400, 'MalformedRequest', /could not be understood/],
    ['GET', '/splits?dataset=a/b%00', 400, 'MalformedRequest', /holds a NUL character/],
    ['GET', '/api/datasets?search=%00', 400, 'MalformedRequest', /holds a NUL character/],
    ['GET', '/datasets/a/b/resolve/main/c%00.csv', 400, 'MalformedRequest', /holds a NUL character/],
    ['GET', `/api/datasets/${'x'.repeat(3000)}/b`, 414, 'UriTooLong', /the limit is 2000/],
    [
      'GET',
      `/rows?dataset=${'x'.repeat(9000)}`,
      414,
      'UriTooLong',
      /has 90\d\d characters; the limit is 8000/,
    ],
    ['GET', `/rows?dataset=${'x'.repeat(40_000)}`, 431, 'RequestHeaderTooLarge', /allowed 32768 bytes/],
  ])('%s %s', async (method, path, status, code, message) => {
    const answer = await fetch(`${api.url}${path}`, { method });
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([status, code]);
    const body = (await answer.json()) as { error: string; code: string };
    expect(body.code).toBe(code);
    expect(body.error).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('says which methods a path takes', async () => {
    const answer = await fetch(`${api.url}/api/datasets/a/b`, { method: 'POST' });
    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, PATCH, PUT');
  });

  it('lets errors of viewer paths be kept for ten seconds, and no others', async () => {
    const viewer = await fetch(`${api.url}/rows`);
    expect([viewer.status, viewer.headers.get('cache-control')]).toEqual([422, 'max-age=10']);
    const own = await fetch(`${api.url}/api/datasets/a/b`);
    expect(own.headers.get('cache-control')).toBe('no-store');
  });

  it('answers bytes that are no HTTP', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write('NONSENSE\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"code":"MalformedRequest"');
  });

  it('lets scripts of any origin read and write', async () => {
    const simple = await fetch(`${api.url}/nothing`, { headers: { origin: 'https://example.org' } });
    expect(simple.headers.get('access-control-allow-origin')).toBe('*');
    expect(simple.headers.get('access-control-allow-credentials')).toBe('true');
    expect(simple.headers.get('access-control-expose-headers')).toMatch(
      /X-Error-Code, X-Revision, X-Consistency-Token/,
    );
    const preflight = await fetch(`${api.url}/api/datasets/a/b`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.org',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'x-consistency-token,content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-consistency-token,content-type');
  });

  it('gives every answer an id, the given one if it is harmless', async () => {
    const given = await fetch(`${api.url}/healthcheck`, { headers: { 'x-request-id': 'abc-1' } });
    expect(given.headers.get('x-request-id')).toBe('abc-1');
    const strange = await fetch(`${api.url}/healthcheck`, { headers: { 'x-request-id': 'a "b"' } });
    expect(strange.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses a token that is none', async () => {
    const answer = await fetch(`${api.url}/api/datasets`, {
      headers: { 'x-consistency-token': 'yesterday' },
    });
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([422, 'InvalidConsistencyToken']);
  });
});

describe('an api whose database is gone', () => {
  it('stays alive, is not ready, says so without details, and comes back', async () => {
    const proxy = await FlakyProxy.start(testServers().primaryUrl);
    const api = await startApiUnderTest({}, { throughPort: new URL(proxy.url).port });
    try {
      await proxy.refuse();
      expect((await fetch(`${api.url}/healthcheck`)).status).toBe(200);
      for (const path of ['/readiness', '/api/datasets', '/api/datasets/a/b']) {
        const answer = await fetch(`${api.url}${path}`);
        expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
        expect(await answer.json()).toEqual({
          code: 'DatabaseUnavailable',
          error: 'The database does not answer. Try again in a few seconds.',
        });
      }
      await proxy.restore();
      await waitFor(async () => (await fetch(`${api.url}/readiness`)).ok, { what: 'readiness' });
    } finally {
      await proxy.restore();
      await api.stop();
      await proxy.close();
    }
  });
});
