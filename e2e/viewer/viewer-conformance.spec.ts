import type { Answer } from '../house/client.js';
import { Rowhouse } from '../house/rowhouse.js';
import { queryOf, type ViewerPath, viewerPaths } from './viewer-paths.js';

const patient = 120_000;
const each = viewerPaths.map((path) => [path.path, path] as const);
const levels = viewerPaths.flatMap((path) => path.levels.map((level) => [path.path, level, path] as const));

const unauthenticated =
  'The dataset does not exist, or is not accessible without authentication (private or gated). ' +
  'Please check the spelling of the dataset name or retry with authentication.';
const notReady = 'The server is busier than usual and the response is not ready yet. Please retry later.';

describe('the paths of the dataset viewer', () => {
  let rowhouse: Rowhouse;
  let revision: string;
  const cars = { dataset: 'me/cars', config: 'default', split: 'train' };

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres' });
    const lines = Array.from({ length: 40 }, (_nothing, n) => `${n},word ${n},https://example.org/${n}.png`);
    const detail = await rowhouse.client.publish('me/cars', {
      'train.csv': `n,text,url\n${lines.join('\n')}\n`,
      'test.csv': `n,text,url\n${lines.slice(0, 3).join('\n')}\n`,
    });
    expect(detail.state).toBe('ready');
    revision = detail.revision;
  }, patient);
  afterAll(() => rowhouse?.stop(), patient);

  /** GET, after making sure that HEAD says the same without a body. */
  async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const plain = { 'accept-encoding': 'identity', origin: 'https://example.org', ...headers };
    const answer = await rowhouse.client.get(path, plain);
    const head = await rowhouse.client.request(path, { method: 'HEAD', headers: plain });
    expect([path, head.status, head.text]).toEqual([path, answer.status, '']);
    expect([path, lasting(head.headers)]).toEqual([path, lasting(answer.headers)]);
    return answer;
  }

  function lasting(headers: Headers): Record<string, string> {
    const own = ['date', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'];
    return Object.fromEntries([...headers].filter(([name]) => !own.includes(name)));
  }

  function expectError(answer: Answer, status: number, code: string, text: string): void {
    expect([answer.status, answer.json]).toMatchObject([status, { error: text, code }]);
    expect(answer.headers.get('x-error-code')).toBe(code);
    expect(answer.headers.get('cache-control')).toBe('max-age=10');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expectCors(answer);
  }

  function expectCors({ headers }: Answer): void {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    const exposed = headers.get('access-control-expose-headers')?.split(/, */) ?? [];
    expect(exposed).toEqual(expect.arrayContaining(['X-Error-Code', 'X-Revision']));
  }

  it.each(levels)('%s of a %s answers in its shape', async (path, level, { keys, more = '' }) => {
    const answer = await ask(`${path}?${queryOf(level, cars)}${more}`);
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([200, null]);
    expect(answer.headers.get('x-revision')).toBe(revision);
    expect(answer.headers.get('cache-control')).toBe('max-age=120');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expectCors(answer);
    expect(Object.keys(answer.json)).toEqual(expect.arrayContaining(keys[level] ?? []));
    const again = await rowhouse.client.get(`${path}?${queryOf(level, cars)}${more}`, {
      'if-none-match': answer.headers.get('etag') ?? '',
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it.each(each)('%s ignores what it does not know, and levels it does not have', async (path, of) => {
    const { levels, more = '' } = of;
    const most = levels.at(-1) ?? 'dataset';
    const plain = await ask(`${path}?${queryOf(most, cars)}${more}`);
    const beyond = most === 'dataset' ? '&config=nope&split=nope' : most === 'config' ? '&split=nope' : '';
    const other = await ask(`${path}?${queryOf(most, cars)}${more}${beyond}&no_such=parameter`);
    expect([other.status, other.json]).toEqual([200, plain.json]);
    if (levels[0] !== 'dataset') return;
    const whole = await ask(`${path}?dataset=me/cars${more}`);
    expect((await ask(`${path}?dataset=me/cars&config=&split=${more}`)).json).toEqual(whole.json);
    expect((await ask(`${path}?dataset=me/cars&split=train${more}`)).json).toEqual(whole.json);
  });

  it.each(each)('%s asks for its parameters before it looks for the dataset', async (path, of) => {
    const values = { dataset: 'no/body', config: 'c', split: 's' };
    for (const missing of of.required) {
      const rest = of.required.filter((name) => name !== missing);
      for (const blank of ['', `&${missing}=`, `&${missing}=%20%20`]) {
        const query = `${rest.map((name) => `${name}=${values[name]}`).join('&')}${blank}${of.more ?? ''}`;
        const answer = await ask(`${path}?${query}`);
        expectError(answer, 422, 'MissingRequiredParameter', missingText(of, missing));
        expect(answer.headers.get('x-revision')).toBeNull();
      }
    }
    expectError(await ask(path), 422, 'MissingRequiredParameter', missingText(of, 'dataset'));
  });

  function missingText({ required, inTurn }: ViewerPath, missing: string): string {
    if (inTurn || required.length === 1) return `Parameter '${missing}' is required`;
    return "Parameters 'dataset', 'config' and 'split' are required";
  }

  it.each(levels)('%s of a %s of no dataset', async (path, level, { more = '' }) => {
    for (const dataset of ['no/body', 'me/nothing', 'nonsense', '../..', 'a/b/c']) {
      const answer = await ask(`${path}?${queryOf(level, { ...cars, dataset })}${more}`);
      expectError(answer, 401, 'ExternalUnauthenticatedError', unauthenticated);
      expect(answer.headers.get('x-revision')).toBeNull();
    }
  });

  it.each(levels.filter(([, level]) => level !== 'dataset'))(
    '%s of a %s that is not there',
    async (path, level, { more = '' }) => {
      const config = { ...cars, config: 'nope' };
      const split = { ...cars, split: 'nope' };
      for (const place of level === 'split' ? [config, split] : [config]) {
        const answer = await ask(`${path}?${queryOf(level, place)}${more}`);
        expectError(answer, 404, 'ResponseNotFound', 'Not found.');
        expect(answer.headers.get('x-revision')).toBeNull();
      }
    },
  );

  it.each([
    ['offset=x', "Parameter 'offset' must be integer"],
    ['offset=1.5', "Parameter 'offset' must be integer"],
    ['offset=-1', "Parameter 'offset' must be positive"],
    ['length=x', "Parameter 'length' must be integer"],
    ['length=-1', "Parameter 'length' must be positive"],
    ['length=101', "Parameter 'length' must not be greater than 100"],
  ])('/rows, /search and /filter with %s', async (parameter, text) => {
    for (const path of ['/rows?', '/search?query=word&', '/filter?']) {
      const answer = await ask(`${path}dataset=no/body&config=c&split=s&${parameter}`);
      expectError(answer, 422, 'InvalidParameter', text);
    }
  });

  it('/search asks for a query last', async () => {
    const answer = await ask('/search?dataset=no/body&config=c&split=s');
    expectError(answer, 422, 'MissingRequiredParameter', "Parameter 'query' is required");
  });

  it.each([
    ['where', 'text"=1'],
    ['orderby', '"text" sideways'],
  ])('/filter with a wrong %s', async (name, value) => {
    const answer = await ask(`/filter?${queryOf('split', cars)}&${name}=${encodeURIComponent(value)}`);
    const text = `Parameter '${name}' contains errors or invalid symbols`;
    expectError(answer, 422, 'InvalidParameter', text);
  });

  it('/croissant-crumbs?full= takes true and false', async () => {
    const whole = await ask('/croissant-crumbs?dataset=me/cars&full=true');
    expect((await ask('/croissant-crumbs?dataset=me/cars&full=false')).json).toEqual(whole.json);
    const answer = await ask('/croissant-crumbs?dataset=no/body&full=maybe');
    expectError(answer, 422, 'InvalidParameter', "Parameter 'full' must be true or false");
  });

  it.each(each)('%s is read only', async (path) => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answer = await rowhouse.client.request(`${path}?dataset=me/cars`, { method });
      expect([answer.status, answer.json.code]).toEqual([405, 'MethodNotAllowed']);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    }
  });

  it('answers preflights, and compresses what is worth it', async () => {
    const preflight = await rowhouse.client.request('/rows', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.org',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization, x-anything',
      },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization, x-anything');
    const big = await rowhouse.client.get(`/rows?${queryOf('split', cars)}`, { 'accept-encoding': 'gzip' });
    expect(big.headers.get('content-encoding')).toBe('gzip');
    const small = await rowhouse.client.get('/is-valid?dataset=me/cars', { 'accept-encoding': 'gzip' });
    expect(small.headers.get('content-encoding')).toBeNull();
  });

  it('/healthcheck is plain text that nobody keeps, and /metrics is hidden', async () => {
    const health = await ask('/healthcheck');
    expect([health.status, health.text]).toEqual([200, 'ok']);
    expect(health.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(health.headers.get('cache-control')).toBe('no-store');
    for (const path of ['/metrics', '/admin/metrics']) {
      expect([path, (await rowhouse.client.get(path)).status]).toEqual([path, 404]);
    }
  });

  describe('of a dataset with a config and a split that failed', () => {
    let failedRevision: string;
    const good = { dataset: 'me/broken', config: 'en', split: 'train' };
    const bad = { dataset: 'me/broken', config: 'en', split: 'test' };
    const worse = { dataset: 'me/broken', config: 'fr', split: 'train' };

    beforeAll(async () => {
      const detail = await rowhouse.client.publish('me/broken', {
        'en/train.csv': 'n,text\n1,word\n',
        'en/test.parquet': 'junk',
        'fr/train.parquet': 'junk',
      });
      failedRevision = detail.revision;
    }, patient);

    it.each(levels.filter(([path]) => path !== '/splits' && path !== '/is-valid'))(
      '%s of a %s tells why, and what can be had is had',
      async (path, level, { more = '' }) => {
        const fine = await ask(`${path}?${queryOf(level, good)}${more}`);
        expect([fine.status, fine.headers.get('x-revision')]).toEqual([200, failedRevision]);
        if (level === 'dataset') return;
        const failure = await ask(`${path}?${queryOf(level, level === 'split' ? bad : worse)}${more}`);
        expectError(failure, 500, failure.json.code, failure.json.error);
        expect(failure.json.error).toMatch(/'(en\/test|fr\/train)\.parquet'/);
        expect(failure.headers.get('x-revision')).toBe(failedRevision);
        expect(failure.headers.get('retry-after')).toBeNull();
        expect(Object.keys(failure.json).filter((key) => key.startsWith('cause_'))).toEqual([]);
      },
    );

    it('/is-valid of what failed says no, and of the whole says what works', async () => {
      const no = { preview: false, viewer: false, search: false, filter: false, statistics: false };
      expect((await ask(`/is-valid?${queryOf('split', bad)}`)).json).toEqual(no);
      expect((await ask(`/is-valid?${queryOf('config', worse)}`)).json).toEqual(no);
      expect((await ask(`/is-valid?${queryOf('dataset', worse)}`)).json).toMatchObject({
        preview: true,
        viewer: true,
        search: true,
        statistics: true,
      });
    });

    it.each([
      ['/parquet', 'config-parquet'],
      ['/info', 'config-info'],
      ['/size', 'config-size'],
    ])('%s lists what is missing', async (path, kind) => {
      const { json } = await ask(`${path}?dataset=me/broken`);
      expect([json.failed, json.pending]).toEqual([
        [{ kind, dataset: 'me/broken', config: 'fr', split: null }],
        [],
      ]);
    });

    it.each(['/opt-in-out-urls', '/presidio-entities'])('%s admits that it is not whole', async (path) => {
      expect((await ask(`${path}?dataset=me/broken`)).json).toMatchObject({
        full_scan: false,
        num_scanned_rows: 1,
      });
    });
  });

  it(
    'each of them is not ready before its time, and tells where to look',
    async () => {
      await rowhouse.services.worker.stop();
      const { json: upload } = await rowhouse.client.upload('me/later', { 'train.csv': 'text\nword\n' });
      const later = { ...cars, dataset: 'me/later' };
      for (const [path, level, { more = '' }] of levels) {
        const answer = await ask(`${path}?${queryOf(level, later)}${more}`);
        expectError(answer, 500, 'ResponseNotReady', notReady);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(answer.headers.get('x-revision')).toBeNull();
        expect(answer.json.progressUrl).toBe(`/api/datasets/me/later/revisions/${upload.revision}`);
      }
      const progress = await rowhouse.client.get(`/api/datasets/me/later/revisions/${upload.revision}`);
      expect([progress.status, progress.json.state]).toEqual([200, 'processing']);
      rowhouse.services.worker.start();
      await rowhouse.client.processed('me/later', upload.revision);
      for (const [path, level, { more = '' }] of levels) {
        const { status } = await rowhouse.client.get(`${path}?${queryOf(level, later)}${more}`);
        expect([path, level, status]).toEqual([path, level, 200]);
      }
    },
    patient,
  );
});
