import { DocumentSchemas } from '@rowhouse/testing';
import { collectErrors, openBrowser } from './admin/browser.js';
import type { Answer } from './house/client.js';
import { Rowhouse } from './house/rowhouse.js';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
}
interface Described {
  parameters?: Parameter[];
  responses: Record<string, { content?: Record<string, unknown>; headers?: Record<string, unknown> }>;
}

const patient = 120_000;
const dataset = 'me/cars';
const csv = `Name,Horsepower,Year,Fast,Tags
buick skylark 320,165,1970-01-01,true,a
datsun pl510,88,1971-01-01,false,b
vw rabbit,70,1972-01-01,false,
`;

/** What the front door keeps inside. */
const hidden = new Set(['/metrics', '/readiness']);

describe('/openapi.json', () => {
  let rowhouse: Rowhouse;
  let reads: [string, Described][];
  let schemas: DocumentSchemas;
  let ids: Record<string, string>;
  let revision: string;

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres' });
    const { json: document } = await rowhouse.client.get('/openapi.json');
    schemas = new DocumentSchemas(document, { exact: true });
    reads = Object.entries(document.paths as Record<string, { get?: Described }>).flatMap(
      ([path, { get }]) => (get ? [[path, get] as [string, Described]] : []),
    );
    const made = await rowhouse.client.publish(dataset, { 'train.csv': csv });
    expect(made.state).toBe('ready');
    revision = made.revision;
    ids = {
      jobs: await job(),
      webhooks: await post('/api/webhooks', { url: 'https://example.org/hook', events: ['job.*'] }),
      tokens: await post('/api/tokens', { name: 'laptop', scope: 'read', owner: 'alice' }),
    };
  }, patient);
  afterAll(() => rowhouse?.stop(), patient);

  const post = async (path: string, body: object): Promise<string> => {
    const { status, text, json } = await rowhouse.client.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    return json.id;
  };
  /** One that has ended. */
  const job = async () => {
    const sql = `SELECT "Name", "Horsepower" FROM "${dataset}"`;
    const id = await post('/api/jobs', { kind: 'query', params: { sql } });
    const stream = await fetch(`${rowhouse.url}/api/jobs/${id}/events`);
    await stream.text();
    return id;
  };

  /** The path with its parameters; the required ones of the query as well, and `more`. */
  const urlOf = (path: string, { parameters = [] }: Described, known: Record<string, string>, more = '') => {
    const [, , thing = ''] = path.split('/');
    const values: Record<string, string> = { id: ids[thing] ?? '', ...known };
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ''));
    const query = parameters
      .filter((each) => each.in === 'query' && each.required && values[each.name] !== undefined)
      .map(({ name }) => `${name}=${encodeURIComponent(values[name] ?? '')}`);
    return `${filled}?${[...query, more].filter(Boolean).join('&')}`;
  };
  const known = () => ({
    dataset,
    config: 'default',
    split: 'train',
    query: 'buick',
    column: 'Name',
    inside: '0',
    row: '0',
    file: 'none.png',
    namespace: 'me',
    name: 'cars',
    rev: 'main',
    path: 'train.csv',
    revision,
  });

  /** What an answer has that the document does not say of it. */
  const undocumented = (path: string, { responses }: Described, { status, headers, text, json }: Answer) => {
    const response = responses[status];
    if (!response) return [`status ${status}: ${text.slice(0, 200)}`];
    const type = (headers.get('content-type') ?? '').replace(/;.*/, '');
    const content = response.content ?? {};
    const key = content[type] === undefined && content['*/*'] !== undefined ? '*/*' : type;
    if (content[key] === undefined) return [`content type ${type}`];
    const missing = Object.entries(response.headers ?? {})
      .filter(([name, header]) => (header as { required?: boolean }).required && !headers.has(name))
      .map(([name]) => `no header ${name}`);
    if (key !== 'application/json') return missing;
    const pointer = ['paths', path, 'get', 'responses', String(status), 'content', key, 'schema'];
    return [...missing, ...schemas.problems(pointer, json)];
  };

  /** Reads a stream's head only. */
  const get = async (url: string): Promise<Answer> => {
    const leave = new AbortController();
    const response = await fetch(rowhouse.url + url, { signal: leave.signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    const text = isStream ? '' : await response.text();
    if (isStream) leave.abort();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    };
  };

  it(
    'says what every path answers',
    async () => {
      const seen: unknown[] = [];
      for (const [path, described] of reads) {
        const answer = await get(urlOf(path, described, known(), path === '/api/events' ? 'jobs=mine' : ''));
        if (hidden.has(path)) seen.push([path, answer.status === 404 ? [] : answer.status]);
        // No column of this dataset holds media: what is documented is the refusal.
        else if (path.startsWith('/assets/'))
          seen.push([path, answer.status === 404 ? undocumented(path, described, answer) : answer.status]);
        else seen.push([path, answer.status === 200 ? undocumented(path, described, answer) : answer.text]);
      }
      expect(seen).toEqual(reads.map(([path]) => [path, []]));
      expect(reads.length).toBeGreaterThan(30);
    },
    patient,
  );

  it.each([
    ['/splits', 'config=default'],
    ['/size', 'config=default'],
    ['/info', 'config=default'],
    ['/parquet', 'config=default'],
    ['/is-valid', 'config=default'],
    ['/is-valid', 'config=default&split=train'],
    ['/rows', 'columns=Year&length=1'],
    ['/rows', 'format=csv'],
    ['/rows', 'format=jsonl'],
    ['/rows', 'format=parquet'],
    ['/rows', 'format=arrow'],
    ['/filter', 'where="Horsepower">80&orderby="Name"'],
    ['/api/jobs/{id}/logs', 'format=text'],
    ['/api/jobs/{id}/result', 'format=parquet'],
    ['/api/datasets', 'limit=1'],
    ['/api/datasets/{namespace}/{name}/revisions', 'limit=1'],
  ])('says what %s?%s answers', async (path, more) => {
    const described = reads.find(([each]) => each === path)?.[1] as Described;
    const answer = await get(urlOf(path, described, known(), encodeURI(more).replaceAll('>', '%3E')));
    expect([answer.status, undocumented(path, described, answer)]).toEqual([200, []]);
  });

  it(
    'says what every path answers to who asks for too little',
    async () => {
      const seen: unknown[] = [];
      const asking = reads.filter(([, { parameters = [] }]) =>
        parameters.some((each) => each.in === 'query' && each.required),
      );
      for (const [path, described] of asking) {
        const { dataset: _, ...rest } = known();
        const answer = await get(urlOf(path, described, rest));
        seen.push([path, answer.status, undocumented(path, described, answer)]);
      }
      expect(seen).toEqual(asking.map(([path]) => [path, 422, []]));
      expect(asking.length).toBeGreaterThan(10);
    },
    patient,
  );

  it(
    'says what every path answers to who asks for what is not there',
    async () => {
      const seen: unknown[] = [];
      const naming = reads.filter(([path, { parameters = [] }]) =>
        parameters.some(({ name }) => name === 'dataset' || path.includes('{')),
      );
      const nothing = { ...known(), dataset: 'me/none', name: 'none', id: 'none' };
      for (const [path, described] of naming) {
        const answer = await get(
          urlOf(path, described, nothing, path === '/api/events' ? 'dataset=me/none' : ''),
        );
        seen.push([path, answer.status, undocumented(path, described, answer)]);
      }
      // The viewer's paths speak to who has no token in the words of the reference.
      const status = (path: string) => (/^\/(api|datasets|admin)\b/.test(path) ? 404 : 401);
      expect(seen).toEqual(naming.map(([path]) => [path, status(path), []]));
      expect(naming.length).toBeGreaterThan(20);
    },
    patient,
  );

  it.each([
    ['/rows', 'length=nonsense', 422],
    ['/rows', 'columns=none', 422],
    ['/filter', 'where=nonsense', 422],
    ['/search', 'length=1000', 422],
    ['/cell', 'revision=nonsense', 422],
    ['/api/datasets', 'limit=0', 422],
    ['/api/jobs', 'state=nonsense', 422],
    ['/api/events', '', 422],
  ])('says what %s?%s is refused with', async (path, more, status) => {
    const described = reads.find(([each]) => each === path)?.[1] as Described;
    const answer = await get(urlOf(path, described, known(), more));
    expect([answer.status, undocumented(path, described, answer)]).toEqual([status, []]);
    expect(answer.headers.get('x-error-code')).toBe(answer.json.code);
  });

  it(
    'is shown by /docs, with nothing from elsewhere',
    async () => {
      const browser = await openBrowser();
      try {
        const page = await browser.newPage();
        const failures = collectErrors(page);
        const elsewhere: string[] = [];
        page.on('request', (request) => {
          if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(rowhouse.url))
            elsewhere.push(request.url());
        });
        await page.goto(`${rowhouse.url}/docs`);
        await page.locator('#operations-viewer-filterRows').waitFor({ timeout: 150_000 });
        await page.locator('#operations-viewer-filterRows button').first().click();
        await page.getByText('A condition such as').first().waitFor({ timeout: 150_000 });
        expect([failures, elsewhere]).toEqual([[], []]);
      } finally {
        await browser.close();
      }
    },
    patient,
  );
});
