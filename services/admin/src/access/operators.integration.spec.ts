import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authMigrations, TokenStore } from '@rowhouse/auth';
import { parseSettings } from '@rowhouse/config';
import { migrate } from '@rowhouse/database';
import { datasetsMigrations } from '@rowhouse/datasets';
import { jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { type FreshDatabase, freshDatabase, type TempDir, tempDir } from '@rowhouse/testing';
import { adminSettings } from '../settings.js';
import { startAdmin } from '../start-admin.js';

type App = Awaited<ReturnType<typeof startAdmin>>;

const patient = 60_000;
const adminToken = 'an-administrator-token-of-the-tests-0123';
const paths = ['/admin/overview', '/admin/events', '/admin/jobs', '/admin/pending-jobs', '/admin/pods'];

describe('the admin service with access control', () => {
  let database: FreshDatabase;
  let files: TempDir;
  let app: App;
  let url: string;

  const start = async (more: Record<string, string> = {}): Promise<App> => {
    const settings = parseSettings(adminSettings, {
      DATABASE_URL: database.url,
      BLOB_URL: `file://${files.path}`,
      PORT: '0',
      LOG_LEVEL: 'silent',
      ADMIN_TOKEN: adminToken,
      ...more,
    });
    return startAdmin(settings, { folder: files.path, contentSecurityPolicy: "default-src 'none'" });
  };

  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.url, [messagingMigrations, jobsMigrations, datasetsMigrations, authMigrations]);
    files = await tempDir();
    await mkdir(join(files.path, 'assets'));
    await writeFile(join(files.path, 'index.html'), '<!doctype html><title>page</title>');
    app = await start();
    url = await app.getUrl();
  }, patient);

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await files?.remove();
  }, patient);

  const call = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: object) =>
    fetch(url + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  /** Event streams are left after their headers. */
  const status = async (...args: Parameters<typeof call>) => {
    const answer = await call(...args);
    await answer.body?.cancel();
    return answer.status;
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const signIn = async (token: string, headers = {}) => {
    const answer = await call('/admin/session', headers, 'POST', { token });
    const cookie = answer.headers.get('set-cookie') ?? '';
    return { status: answer.status, cookie, session: cookie.split(';')[0] ?? '' };
  };

  it('shows nothing but its page, its health and its door to those without a token', async () => {
    for (const path of paths) {
      const answer = await call(path);
      expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer']);
      expect(await answer.json()).toMatchObject({ code: 'TokenRequired' });
      expect([path, await status(path, bearer('nonsense'))]).toEqual([path, 401]);
      expect([path, await status(path, { cookie: 'rowhouse_session=rwhs_nonsense' })]).toEqual([path, 401]);
    }
    for (const action of ['retry', 'cancel'])
      expect(await status(`/admin/jobs/x/${action}`, {}, 'POST')).toBe(401);
    for (const path of ['/admin', '/admin/healthcheck', '/admin/readiness', '/healthcheck'])
      expect(await status(path)).toBe(200);
    expect(await (await call('/admin/session')).json()).toEqual({ authMode: 'token', signedIn: false });
  });

  it(
    'is for administrators, not for every token',
    async () => {
      const tokens = app.get(TokenStore, { strict: false });
      const limits = { namespaces: null, datasets: null, expiresAt: null };
      const made = (scope: 'write' | 'admin') =>
        tokens.create({ owner: 'alice', name: scope, scope, ...limits }, 'test');
      const [writer, admin] = [await made('write'), await made('admin')];
      for (const path of paths) {
        expect([path, await status(path, bearer(writer.text))]).toEqual([path, 403]);
        expect([path, await status(path, bearer(admin.text))]).toEqual([path, 200]);
        expect([path, await status(path, bearer(adminToken))]).toEqual([path, 200]);
      }
      expect((await signIn(writer.text)).status).toBe(403);
      const { session } = await signIn(admin.text);
      expect(await status('/admin/overview', { cookie: session })).toBe(200);
      // A session ends with its token.
      await tokens.revoke(admin.token.id, 'test');
      const other = await start();
      const answer = await fetch(`${await other.getUrl()}/admin/overview`, { headers: { cookie: session } });
      expect(answer.status).toBe(401);
      await other.close();
    },
    patient,
  );

  it('keeps a session in a cookie that no script and no other site can use', async () => {
    expect((await signIn('nonsense')).status).toBe(401);
    expect((await signIn(adminToken, { 'sec-fetch-site': 'cross-site' })).status).toBe(422);
    const { cookie, session, status: signedIn } = await signIn(adminToken);
    expect(signedIn).toBe(201);
    expect(cookie).toMatch(
      /^rowhouse_session=rwhs_\w{49}; Path=\/admin; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    for (const path of paths) expect([path, await status(path, { cookie: session })]).toEqual([path, 200]);
    expect(await (await call('/admin/session', { cookie: session })).json()).toEqual({
      authMode: 'token',
      signedIn: true,
    });
    expect(
      await status('/admin/jobs/x/retry', { cookie: session, 'sec-fetch-site': 'cross-site' }, 'POST'),
    ).toBe(422);
    expect(await status('/admin/jobs/x/retry', { cookie: session }, 'POST')).toBe(404);
    const bye = await call('/admin/session', { cookie: session }, 'DELETE');
    expect([bye.status, bye.headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(await status('/admin/overview', { cookie: session })).toBe(401);
  });

  it(
    'forgets sessions of an administrator token that was replaced',
    async () => {
      const { session } = await signIn(adminToken);
      const other = await start({ ADMIN_TOKEN: 'another-administrator-token-of-the-tests' });
      const answer = await fetch(`${await other.getUrl()}/admin/overview`, { headers: { cookie: session } });
      expect(answer.status).toBe(401);
      await other.close();
    },
    patient,
  );

  it('streams events to a session', async () => {
    const { session } = await signIn(adminToken);
    const answer = await call('/admin/events', { cookie: session });
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('event: overview');
    await reader?.cancel();
  });
});
