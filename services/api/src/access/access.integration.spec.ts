import { jest } from '@jest/globals';
import type { CreatedToken } from '@rowhouse/contract';
import { waitFor } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(120_000);

const adminToken = 'an-administrator-token-of-the-tests-0123';
const split = 'config=default&split=train';

/** Paths that read one dataset, with its name and its revision put in. */
const reads = (dataset: string, revision: string): string[] => [
  `/splits?dataset=${dataset}`,
  `/splits?dataset=${dataset}&config=default`,
  `/size?dataset=${dataset}`,
  `/info?dataset=${dataset}`,
  `/is-valid?dataset=${dataset}&${split}`,
  `/hub-cache?dataset=${dataset}`,
  `/parquet?dataset=${dataset}`,
  `/first-rows?dataset=${dataset}&${split}`,
  `/statistics?dataset=${dataset}&${split}`,
  `/rows?dataset=${dataset}&${split}`,
  `/search?dataset=${dataset}&${split}&query=x`,
  `/opt-in-out-urls?dataset=${dataset}&${split}`,
  `/presidio-entities?dataset=${dataset}`,
  `/compatible-libraries?dataset=${dataset}`,
  `/croissant-crumbs?dataset=${dataset}`,
  `/api/datasets/${dataset}`,
  `/api/datasets/${dataset}/croissant`,
  `/api/datasets/${dataset}/revisions`,
  `/api/datasets/${dataset}/revisions/${revision}`,
  `/datasets/${dataset}/resolve/main/a.csv`,
  `/datasets/${dataset}/resolve/${revision}/a.csv`,
];

/** Routes that answer anybody, one of them with a stream about public datasets; all others must refuse to show a private dataset to nobody. */
const openRoutes =
  /^(GET|HEAD) \/(healthcheck|readiness|metrics|openapi\.json|docs|docs\/:file|sse\/hub-cache)$/;

describe('access', () => {
  let api: ApiUnderTest;
  const tokens: Record<string, string> = { admin: adminToken };
  let hidden = '';

  const call = (method: string, path: string, who = 'nobody', body?: unknown, headers = {}) =>
    fetch(api.url + path, {
      method,
      headers: { ...(who === 'nobody' ? {} : { authorization: `Bearer ${tokens[who] ?? who}` }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
  const status = async (...args: Parameters<typeof call>) => {
    const answer = await call(...args);
    await answer.arrayBuffer();
    return answer.status;
  };
  const json = async <T>(...args: Parameters<typeof call>) => (await (await call(...args)).json()) as T;
  const make = async (name: string, body: object, who = 'admin') => {
    const made = await json<CreatedToken>('POST', '/api/tokens', who, { name, ...body });
    tokens[name] = made.token;
    return made;
  };
  const upload = async (dataset: string, who: string) =>
    (await json<{ revision: string }>('POST', `/api/datasets/${dataset}/upload?path=a.csv`, who, 'a\n1\n'))
      .revision;

  beforeAll(async () => {
    api = await startApiUnderTest({ AUTH_MODE: 'token', ADMIN_TOKEN: adminToken });
    await make('writer', { owner: 'alice', scope: 'write' });
    await make('reader', { owner: 'alice', scope: 'read' });
    await make('stranger', { owner: 'bob', scope: 'write' });
    await make('narrow', { owner: 'alice', scope: 'read', datasets: ['alice/other'] });
    await make('wide', { owner: 'alice', scope: 'write', namespaces: ['alice'] });
    expect(await status('PUT', '/api/datasets/alice/hidden', 'writer', { private: true })).toBe(201);
    expect(await status('PUT', '/api/datasets/alice/shown', 'writer')).toBe(201);
    hidden = await upload('alice/hidden', 'writer');
    await upload('alice/shown', 'writer');
  });
  afterAll(() => api?.stop());

  /** All that a client sees, apart from what differs between any two requests. */
  const seen = async (path: string, who: string, dataset: string, method = 'GET') => {
    const answer = await call(method, path, who);
    const headers = Object.fromEntries(answer.headers);
    delete headers.date;
    delete headers['x-request-id'];
    const text = (await answer.text()).replaceAll(dataset, 'the/dataset');
    return { status: answer.status, headers: { ...headers, 'content-length': '' }, text };
  };

  it.each(['nobody', 'stranger', 'narrow', 'wrong token'])(
    'a private dataset and none look the same to %s',
    async (who) => {
      for (const method of ['GET', 'HEAD'])
        for (const [index, path] of reads('alice/hidden', hidden).entries()) {
          const missing = reads('alice/missed', hidden)[index] as string;
          const answer = await seen(path, who, 'alice/hidden', method);
          expect([path, answer]).toEqual([path, await seen(missing, who, 'alice/missed', method)]);
          expect([path, answer.status]).toEqual([path, answer.status === 401 ? 401 : 404]);
        }
    },
  );

  it('viewer paths refuse in the words of the reference', async () => {
    const path = `/rows?dataset=alice/hidden&${split}`;
    const text =
      'The dataset does not exist, or is not accessible without authentication (private or gated). ' +
      'Please check the spelling of the dataset name or retry with authentication.';
    for (const who of ['nobody', 'wrong token', `${tokens.writer}x`]) {
      const answer = await call('GET', path, who);
      expect([
        answer.status,
        answer.headers.get('x-error-code'),
        answer.headers.get('cache-control'),
      ]).toEqual([401, 'ExternalUnauthenticatedError', 'max-age=10']);
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('authorization');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.json()).toEqual({ error: text, code: 'ExternalUnauthenticatedError' });
    }
    const known = await call('GET', path, 'stranger');
    expect([known.status, await known.json()]).toEqual([
      404,
      {
        error:
          'The dataset does not exist, or is not accessible with the current credentials (private or gated). ' +
          'Please check the spelling of the dataset name or retry with other authentication credentials.',
        code: 'ExternalAuthenticatedError',
      },
    ]);
  });

  it('parameters are checked before access, and access before data', async () => {
    expect(await status('GET', '/rows?dataset=alice/hidden')).toBe(422);
    expect(await status('GET', `/rows?dataset=alice/hidden&${split}&length=1000`, 'wrong token')).toBe(422);
    expect(await status('GET', '/api/datasets/alice/hidden/revisions?limit=0')).toBe(422);
    expect(await status('GET', '/splits?dataset=alice/hidden&config=nope')).toBe(401);
    expect(await status('GET', '/datasets/alice/hidden/resolve/main/nope.csv')).toBe(404);
    expect(await status('GET', `/rows?dataset=nonsense&${split}`)).toBe(401);
    expect(await status('GET', `/rows?dataset=nonsense&${split}`, 'reader')).toBe(404);
  });

  it('those who may read get past the door, and nobody may keep what they see', async () => {
    for (const who of ['writer', 'reader', 'wide', 'admin'])
      for (const path of reads('alice/hidden', hidden)) {
        const answer = await call('GET', path, who);
        const code = answer.headers.get('x-error-code');
        await answer.arrayBuffer();
        // No worker runs here: an answer that has to be computed first is not ready.
        expect([path, answer.status, code]).toEqual(
          code === null ? [path, 200, null] : [path, 500, 'ResponseNotReady'],
        );
        expect([path, answer.headers.get('cache-control')]).toEqual([path, 'private, no-store']);
        expect(answer.headers.get('vary')?.toLowerCase()).toContain('authorization');
      }
  });

  it('a public dataset is for everybody but those with a wrong token', async () => {
    const path = '/datasets/alice/shown/resolve/main/a.csv';
    for (const who of ['nobody', 'stranger', 'narrow', 'reader', 'admin']) {
      const answer = await call('GET', path, who);
      expect([who, answer.status, await answer.text()]).toEqual([who, 200, 'a\n1\n']);
      expect(answer.headers.get('cache-control')).not.toMatch(/private|no-store/);
    }
    const wrong = await call('GET', path, 'wrong token');
    expect([wrong.status, wrong.headers.get('x-error-code')]).toEqual([401, 'InvalidToken']);
    const basic = await call('GET', path, 'nobody', undefined, { authorization: 'Basic YTpi' });
    expect(basic.status).toBe(401);
  });

  it('lists show each caller what that one may read', async () => {
    const listed = async (who: string) =>
      (await json<{ id: string }[]>('GET', '/api/datasets?limit=1000', who)).map(({ id }) => id).sort();
    expect(await listed('nobody')).toEqual(['alice/shown']);
    expect(await listed('stranger')).toEqual(['alice/shown']);
    expect(await listed('narrow')).toEqual(['alice/shown']);
    expect(await listed('reader')).toEqual(['alice/hidden', 'alice/shown']);
    expect(await listed('wide')).toEqual(['alice/hidden', 'alice/shown']);
    expect(await listed('admin')).toEqual(['alice/hidden', 'alice/shown']);
    expect((await call('GET', '/api/datasets?search=hidden')).headers.get('vary')?.toLowerCase()).toContain(
      'authorization',
    );
    expect((await call('GET', '/api/datasets', 'reader')).headers.get('cache-control')).toBe(
      'private, no-store',
    );
  });

  it('writes need the scope and the namespace', async () => {
    const dataset = '/api/datasets/alice/shown';
    const attempts: [string, string, unknown][] = [
      ['PUT', dataset, { description: 'x' }],
      ['PATCH', dataset, { description: 'x' }],
      ['POST', `${dataset}/upload?path=b.csv`, 'b\n1\n'],
      ['DELETE', dataset, undefined],
      ['PUT', '/api/datasets/alice/brandnew', {}],
      ['DELETE', '/api/datasets/alice/missed', undefined],
      ['DELETE', '/api/datasets/alice/hidden', undefined],
    ];
    for (const [method, path, body] of attempts) {
      expect([path, await status(method, path, 'nobody', body)]).toEqual([path, 401]);
      expect([path, await status(method, path, 'wrong token', body)]).toEqual([path, 401]);
      for (const who of ['reader', 'stranger', 'narrow'])
        expect([path, who, await status(method, path, who, body)]).toEqual([path, who, 403]);
    }
    expect(await status('PATCH', dataset, 'writer', { description: 'mine' })).toBe(200);
    expect(await status('PATCH', dataset, 'wide', { description: 'mine' })).toBe(200);
    expect(await status('PATCH', dataset, 'admin', { description: 'theirs' })).toBe(200);
    expect(await status('DELETE', '/api/datasets/alice/missed', 'writer')).toBe(404);
  });

  it('a namespace belongs to who first uses it; names of owners are kept for them', async () => {
    expect(await status('PUT', '/api/datasets/team/one', 'wide', {})).toBe(403);
    expect(await status('PUT', '/api/datasets/team/one', 'stranger', {})).toBe(201);
    expect(await status('PUT', '/api/datasets/team/two', 'writer', {})).toBe(403);
    expect(await status('PUT', '/api/datasets/bob/one', 'writer', {})).toBe(403);
    expect(await status('PUT', '/api/datasets/bob/one', 'admin', {})).toBe(201);
    expect(await status('PUT', '/api/datasets/bob/two', 'stranger', {})).toBe(201);
    expect(await status('PUT', '/api/namespaces/team', 'stranger', { owner: 'bob' })).toBe(403);
    expect(await status('PUT', '/api/namespaces/team', 'admin', { owner: 'alice' })).toBe(200);
    expect(await status('PUT', '/api/datasets/team/two', 'writer', {})).toBe(201);
    expect(await status('PUT', '/api/datasets/team/three', 'stranger', {})).toBe(403);
    // Of twelve who come at once to a free name, all of one owner get it.
    const rush = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        status('PUT', `/api/datasets/rush/d${n}`, n % 2 ? 'writer' : 'stranger', {}),
      ),
    );
    expect(rush.filter((code) => code === 201)).toHaveLength(6);
    expect(rush.filter((code) => code === 403)).toHaveLength(6);
  });

  it('what becomes private is hidden at once, also from another process', async () => {
    const other = await startApiUnderTest(
      { AUTH_MODE: 'token', ADMIN_TOKEN: adminToken },
      { database: api.databaseUrl },
    );
    try {
      const path = '/api/datasets/alice/changing';
      expect(await status('PUT', path, 'writer', {})).toBe(201);
      for (let round = 0; round < 3; round++) {
        expect((await fetch(other.url + path)).status).toBe(200);
        expect(await status('PATCH', path, 'writer', { private: true })).toBe(200);
        expect(await status('GET', path)).toBe(404);
        await waitFor(async () => (await fetch(other.url + path)).status === 404, {
          what: 'the other process to hide it',
          deadlineMs: 10_000,
        });
        expect(await status('PATCH', path, 'writer', { private: false })).toBe(200);
        expect(await status('GET', path)).toBe(200);
        await waitFor(async () => (await fetch(other.url + path)).status === 200, {
          what: 'the other process to show it',
          deadlineMs: 10_000,
        });
      }
    } finally {
      await other.stop();
    }
  });

  it('a query is refused over datasets that its sender may not read', async () => {
    const submit = (sql: string, who: string) =>
      json<Record<string, string>>('POST', '/api/jobs', who, {
        kind: 'query',
        params: { sql },
      });
    expect(await status('POST', '/api/jobs', 'nobody', { kind: 'query', params: { sql: 'SELECT 1' } })).toBe(
      401,
    );
    const sql = (dataset: string) =>
      `SELECT * FROM "alice/shown" WHERE a IN (WITH x AS (SELECT a FROM "${dataset}") SELECT a FROM x)`;
    for (const who of ['stranger', 'narrow']) {
      const answer = await submit(sql('alice/hidden'), who);
      const missing = await submit(sql('alice/missed'), who);
      expect(answer).toMatchObject({ code: 'QueryTableNotFound', table: 'alice/hidden' });
      expect(JSON.stringify(answer).replaceAll('alice/hidden', 'alice/missed')).toBe(JSON.stringify(missing));
      expect(await submit(sql('alice/shown'), who)).toMatchObject({ state: 'queued' });
    }
    expect(await submit(sql('alice/hidden'), 'reader')).toMatchObject({ state: 'queued' });
  });

  it('jobs are seen by their owner, those of a limited token by that token', async () => {
    const submit = async (who: string) =>
      (await json<{ id: string }>('POST', '/api/jobs', who, { kind: 'query', params: { sql: 'SELECT 1' } }))
        .id;
    const [own, limited] = [await submit('reader'), await submit('narrow')];
    const paths = (id: string) => [`/api/jobs/${id}`, `/api/jobs/${id}/result`, `/api/jobs/${id}/logs`];
    for (const path of paths(own)) {
      for (const who of ['stranger', 'narrow', 'wide'])
        expect([who, await status('GET', path, who)]).toEqual([who, 404]);
      expect(await status('GET', path)).toBe(401);
    }
    for (const who of ['reader', 'writer', 'admin'])
      expect(await status('GET', `/api/jobs/${own}`, who)).toBe(200);
    expect(await status('GET', `/api/jobs/${limited}`, 'narrow')).toBe(200);
    expect(await status('GET', `/api/jobs/${limited}`, 'writer')).toBe(404);
    expect(await status('DELETE', `/api/jobs/${own}`, 'stranger')).toBe(404);
    const listed = async (who: string) =>
      (await json<{ id: string }[]>('GET', '/api/jobs', who)).map(({ id }) => id);
    expect(await listed('writer')).toContain(own);
    expect(await listed('stranger')).not.toContain(own);
    expect(await listed('writer')).not.toContain(limited);
    expect(await listed('admin')).toEqual(expect.arrayContaining([own, limited]));
    const [{ owner = '' } = {}] = await json<{ owner: string }[]>('GET', '/api/jobs', 'writer');
    const ofOwner = (who: string) => json<{ owner: string }[]>('GET', `/api/jobs?owner=${owner}`, who);
    const owners = async (who: string) => new Set((await ofOwner(who)).map((job) => job.owner));
    expect([await owners('admin'), await owners('writer')]).toEqual([new Set([owner]), new Set([owner])]);
    expect(await status('GET', `/api/jobs?owner=${owner}`, 'stranger')).toBe(403);
  });

  it('no registered route shows anything of a private dataset to nobody', async () => {
    const job = await json<{ id: string }>('POST', '/api/jobs', 'reader', {
      kind: 'query',
      params: { sql: 'SELECT 1' },
    });
    const values: Record<string, string> = {
      ':namespace': 'alice',
      ':name': 'hidden',
      ':revision': hidden,
      ':rev': hidden,
      ':id': job.id,
      '*': 'a.csv',
    };
    const query = `?dataset=alice/hidden&${split}&query=a&where=a%3D1&path=a.csv`;
    expect(api.routes.length).toBeGreaterThan(40);
    for (const route of api.routes) {
      if (openRoutes.test(route)) continue;
      const [method = '', pattern = ''] = route.split(' ');
      const path = pattern.replace(/:\w+|\*/g, (part) => values[part] ?? 'x');
      const body = method === 'POST' || method === 'PUT' ? '{}' : undefined;
      const answer = await call(method, path + query, 'nobody', body);
      const text = await answer.text();
      if (answer.status < 400) expect([route, text]).toEqual([route, expect.not.stringContaining('hidden')]);
      else expect([route, [401, 404, 422]]).toEqual([route, expect.arrayContaining([answer.status])]);
      if (answer.status < 400) expect(['GET /api/datasets', 'HEAD /api/datasets']).toContain(route);
    }
    expect(await status('GET', '/api/datasets/alice/hidden', 'reader')).toBe(200);
  });
});
