import { jest } from '@jest/globals';
import { type CreatedToken, createdToken, type TokenItem, tokenItem, whoAmI } from '@rowhouse/contract';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

const adminToken = 'an-administrator-token-of-the-tests-0123';

describe('access tokens', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest({ AUTH_MODE: 'token', ADMIN_TOKEN: adminToken });
  });
  afterAll(() => api?.stop());

  const call = (method: string, path: string, token?: string, body?: object) =>
    fetch(`${api.url}/api${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: body && JSON.stringify(body),
    });
  const make = async (body: object, by = adminToken): Promise<CreatedToken> => {
    const answer = await call('POST', '/tokens', by, { name: 'laptop', scope: 'write', ...body });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    return createdToken.parse(await answer.json());
  };
  const refusal = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  it('are shown once and kept as a hash', async () => {
    const { token, ...item } = await make({ owner: 'carol' });
    expect(item).toMatchObject({ owner: 'carol', scope: 'write', createdBy: 'operator', expiresAt: null });
    const answer = await call('GET', `/tokens/${item.id}`, token);
    const text = await answer.text();
    expect(text).not.toContain(token);
    // Reading it was its first use.
    expect(tokenItem.parse(JSON.parse(text))).toEqual({ ...item, lastUsedAt: expect.any(String) });
    const rows = await api.query<{ stored: string }>('SELECT t::text AS stored FROM access_token t');
    expect(rows.map(({ stored }) => stored).join()).not.toContain(token.slice(4, 40));
  });

  it('say whose they are', async () => {
    const { token } = await make({ owner: 'dave', name: 'ci', scope: 'read' });
    const mine = whoAmI.parse(await (await call('GET', '/whoami-v2', token)).json());
    expect(mine).toEqual({
      type: 'user',
      name: 'dave',
      auth: { type: 'access_token', accessToken: { displayName: 'ci', role: 'read' } },
    });
    expect(await refusal(await call('GET', '/whoami-v2'))).toEqual([401, 'TokenRequired']);
    expect(await refusal(await call('GET', '/whoami-v2', 'hf_nonsense'))).toEqual([401, 'InvalidToken']);
  });

  it('stop working with the answer to their revocation', async () => {
    const { token, id } = await make({ owner: 'erin' });
    for (let n = 0; n < 3; n++) expect((await call('GET', '/whoami-v2', token)).status).toBe(200);
    expect((await call('DELETE', `/tokens/${id}`, adminToken)).status).toBe(204);
    expect(await refusal(await call('GET', '/whoami-v2', token))).toEqual([401, 'InvalidToken']);
    expect(await refusal(await call('DELETE', `/tokens/${id}`, adminToken))).toEqual([404, 'TokenNotFound']);
  });

  it('expire', async () => {
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const { token, id, expiresAt } = await make({ owner: 'frank', expiresAt: soon });
    expect(expiresAt).toBe(soon);
    await api.query(`UPDATE access_token SET expires_at = now() WHERE id = '${id}'`);
    expect((await call('GET', '/whoami-v2', token)).status).toBe(401);
    const past = { name: 'x', scope: 'read', owner: 'frank', expiresAt: '2020-01-01T00:00:00Z' };
    expect(await refusal(await call('POST', '/tokens', adminToken, past))).toEqual([400, 'InvalidBody']);
  });

  it('make no token that may do more than themselves', async () => {
    const end = new Date(Date.now() + 86_400_000).toISOString();
    const writer = await make({ owner: 'grace', expiresAt: end });
    const child = await make({ scope: 'read', namespaces: ['grace'] }, writer.token);
    expect(child).toMatchObject({ owner: 'grace', scope: 'read', namespaces: ['grace'], expiresAt: end });
    const asked = { name: 'x', scope: 'write' };
    const refused: [string, object][] = [
      [writer.token, { ...asked, owner: 'heidi' }],
      [writer.token, { ...asked, scope: 'admin' }],
      [child.token, { ...asked, scope: 'read' }],
      [(await make({ owner: 'grace', scope: 'read' })).token, { ...asked, scope: 'read' }],
    ];
    for (const [by, body] of refused)
      expect(await refusal(await call('POST', '/tokens', by, body))).toEqual([403, 'NotAllowed']);
    const limitedAdmin = { ...asked, scope: 'admin', owner: 'grace', namespaces: ['grace'] };
    expect(await refusal(await call('POST', '/tokens', adminToken, limitedAdmin))).toEqual([
      400,
      'InvalidBody',
    ]);
    for (const owner of ['operator', 'anonymous', undefined])
      expect(await refusal(await call('POST', '/tokens', adminToken, { ...asked, owner }))).toEqual([
        400,
        'InvalidBody',
      ]);
  });

  it('are seen and revoked by their owner and administrators only', async () => {
    const [ivan, judy] = [await make({ owner: 'ivan' }), await make({ owner: 'judy' })];
    const reader = await make({ owner: 'ivan', scope: 'read' });
    const listed = async (token: string, path = '') =>
      ((await (await call('GET', `/tokens${path}`, token)).json()) as TokenItem[]).map(({ id }) => id);
    expect(await listed(ivan.token)).toEqual([reader.id, ivan.id]);
    expect(await listed(adminToken, '?owner=judy')).toEqual([judy.id]);
    expect(await listed(adminToken)).toEqual(expect.arrayContaining([ivan.id, judy.id]));
    expect((await call('GET', '/tokens?owner=judy', ivan.token)).status).toBe(403);
    expect((await call('GET', `/tokens/${judy.id}`, ivan.token)).status).toBe(404);
    expect((await call('DELETE', `/tokens/${judy.id}`, ivan.token)).status).toBe(404);
    expect((await call('DELETE', `/tokens/${ivan.id}`, reader.token)).status).toBe(403);
    expect((await call('DELETE', `/tokens/${reader.id}`, reader.token)).status).toBe(204);
    const first = await call('GET', '/tokens?limit=1', adminToken);
    expect(first.headers.get('link')).toMatch(/cursor=.*rel="next"/);
  });

  it('leave a trace of who made and revoked them, and failures are counted', async () => {
    const { id } = await make({ owner: 'kim' });
    await call('DELETE', `/tokens/${id}`, adminToken);
    const trace = await api.query(
      `SELECT action, actor, owner FROM access_audit WHERE token_id = '${id}' ORDER BY number`,
    );
    expect(trace).toEqual([
      { action: 'created', actor: 'operator', owner: 'kim' },
      { action: 'revoked', actor: 'operator', owner: 'kim' },
    ]);
    await call('GET', '/whoami-v2', 'hf_nonsense');
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(/rowhouse_auth_failures_total\{reason="malformed",service="api"\} [1-9]/);
    expect(metrics).toMatch(/rowhouse_auth_failures_total\{reason="unknown",service="api"\} [1-9]/);
  });
});
