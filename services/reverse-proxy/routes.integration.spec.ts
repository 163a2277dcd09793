import { FrontDoor, startUpstream, type Upstream } from './front-door.js';

/** Answers with who it is and what arrived. */
const echo = (name: string) =>
  startUpstream((request, response) => {
    response.setHeader('x-service', name);
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });

describe('the reverse proxy', () => {
  let api: Upstream;
  let admin: Upstream;
  let proxy: FrontDoor;

  beforeAll(async () => {
    [api, admin] = await Promise.all([echo('api'), echo('admin')]);
    proxy = await FrontDoor.start({ API_UPSTREAM: api.address, ADMIN_UPSTREAM: admin.address });
  });
  afterAll(async () => {
    await proxy?.stop();
    await Promise.all([api?.close(), admin?.close()]);
  });

  it.each([
    ['/', 'api'],
    ['/rows?dataset=me/cars&config=default&split=train', 'api'],
    ['/rowsanything', 'api'],
    ['/healthcheck', 'api'],
    ['/api/datasets/me/cars/upload', 'api'],
    ['/datasets/me/cars/resolve/main/train.csv', 'api'],
    ['/datasets/me/cars/resolve/refs%2Fconvert%2Fparquet/a.parquet', 'api'],
    ['/administrator', 'api'],
    ['/admin-notes', 'api'],
    ['/metrics-of-my-dataset', 'api'],
    ['/datasets/me/metrics', 'api'],
    ['/admin', 'admin'],
    ['/admin?tab=jobs', 'admin'],
    ['/admin/', 'admin'],
    ['/admin/pending-jobs', 'admin'],
    ['/admin/healthcheck', 'admin'],
  ])('sends %s to %s, unchanged', async (path, service) => {
    const answer = await proxy.send(path);
    expect(answer.headers['x-service']).toBe(service);
    expect(JSON.parse(answer.body).url).toBe(path);
  });

  it.each([
    '/metrics',
    '/metrics/',
    '/metrics?x=1',
    '/admin/metrics',
    '//admin//metrics',
    '/admin/%6Detrics',
    '/rows/../metrics',
    '/rows/%2e%2e/metrics',
    '/METRICS',
    '/readiness',
    '/admin/readiness',
    '/.errors/500',
  ])('hides %s', async (path) => {
    const answer = await proxy.send(path);
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-error-code': 'RouteNotFound',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(answer.body)).toEqual({
      error: 'There is nothing at this path.',
      code: 'RouteNotFound',
    });
  });

  describe('with groups of the api, for operators inside a closed network', () => {
    let query: Upstream;
    let files: Upstream;
    let grouped: FrontDoor;

    beforeAll(async () => {
      [query, files] = await Promise.all([echo('query'), echo('files')]);
      grouped = await FrontDoor.start({
        API_UPSTREAM: api.address,
        QUERY_UPSTREAM: query.address,
        FILES_UPSTREAM: files.address,
        ADMIN_UPSTREAM: admin.address,
        METRICS_ROUTES: 'on',
        ADMIN_ROUTES: 'off',
      });
    });
    afterAll(async () => {
      await grouped?.stop();
      await Promise.all([query?.close(), files?.close()]);
    });

    it.each([
      ['/rows?dataset=me/cars', 'api'],
      ['/rows?dataset=me/cars&format=json', 'api'],
      ['/rows?dataset=me/cars&format=csv', 'query'],
      ['/filter?where=x', 'query'],
      ['/search?query=x', 'query'],
      ['/api/jobs', 'query'],
      ['/api/jobs/7/result?format=parquet', 'query'],
      ['/api/jobs/7', 'api'],
      ['/api/datasets/me/cars/upload', 'files'],
      ['/api/datasets/me/cars/upload?path=a.csv', 'files'],
      ['/api/datasets/me/cars', 'api'],
      ['/datasets/me/cars/resolve/main/train.csv', 'files'],
      ['/metrics', 'api'],
    ])('sends %s to %s, unchanged', async (path, service) => {
      const answer = await grouped.send(path);
      expect(answer.headers['x-service']).toBe(service);
      expect(JSON.parse(answer.body).url).toBe(path);
    });

    it.each(['/admin', '/admin/pods', '/admin/metrics', '//ADMIN'])('hides %s', async (path) => {
      const { status, body } = await grouped.send(path);
      expect([status, JSON.parse(body).code]).toEqual([404, 'RouteNotFound']);
    });
  });

  it('tells the services who asked, and believes nobody about it', async () => {
    const headers = {
      host: 'data.example.org',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      'x-request-id': 'abc-123',
    };
    const { body, headers: answered } = await proxy.send('/rows', { headers });
    expect(JSON.parse(body).headers).toMatchObject({
      host: 'data.example.org',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'data.example.org',
      'x-request-id': 'abc-123',
    });
    expect(answered['x-request-id']).toBe('abc-123');
  });

  it('believes a load balancer when told to', async () => {
    const inner = await FrontDoor.start({
      API_UPSTREAM: api.address,
      ADMIN_UPSTREAM: admin.address,
      TRUST_FORWARDED_HEADERS: 'on',
    });
    try {
      const { body } = await inner.send('/rows', {
        headers: { 'x-forwarded-for': '9.9.9.9', 'x-forwarded-proto': 'https' },
      });
      expect(JSON.parse(body).headers).toMatchObject({
        'x-forwarded-for': '9.9.9.9, 127.0.0.1',
        'x-forwarded-proto': 'https',
      });
    } finally {
      await inner.stop();
    }
  });

  it('replaces a request id that would spoil a log', async () => {
    const { headers } = await proxy.send('/rows', { headers: { 'x-request-id': 'a" b' } });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('disarms stored files, which may be web pages', async () => {
    const { headers } = await proxy.send('/datasets/me/cars/resolve/main/evil.html');
    expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('logs JSON without query strings and tokens', async () => {
    const path = '/filter?where=secret-value';
    await proxy.send(path, { headers: { authorization: 'Bearer secret-token' } });
    const log = await eventually(async () => {
      const lines = (await proxy.accessLog()).trim().split('\n');
      return lines.some((line) => line.includes('/filter')) ? lines : undefined;
    });
    const entries = log.map((line) => JSON.parse(line));
    expect(entries.find((entry) => entry.path === '/filter')).toMatchObject({
      method: 'GET',
      status: '200',
      service: 'reverse-proxy',
      upstream: api.address,
    });
    expect(log.join()).not.toContain('secret');
  });

  it('says in JSON what is wrong with a request it refuses itself', async () => {
    const long = await proxy.send(`/rows?where=${'x'.repeat(20_000)}`);
    expect([long.status, JSON.parse(long.body).code]).toEqual([414, 'UriTooLong']);
    const wide = await proxy.send('/rows', { headers: { cookie: 'x'.repeat(20_000) } });
    expect([wide.status, JSON.parse(wide.body).code]).toEqual([431, 'HeadersTooLong']);
  });
});

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen within 10 s');
}
