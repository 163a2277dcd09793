import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { waitFor } from '@rowhouse/testing';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './admin/browser.js';
import { Client } from './house/client.js';
import { Rowhouse } from './house/rowhouse.js';

const adminToken = 'an-administrator-token-of-the-tests-0123';
const split = 'config=default&split=train';
const patient = 120_000;

describe('access', () => {
  let rowhouse: Rowhouse;
  const clients: Record<string, Client> = {};
  const tokens: Record<string, { id: string; token: string }> = {};

  const as = (name: string): Client => {
    const client = clients[name];
    if (client === undefined) throw new Error(`nobody is called ${name}`);
    return client;
  };
  const post = (client: Client, path: string, body: object) =>
    client.request(path, { method: 'POST', body: JSON.stringify(body) });
  const make = async (name: string, body: object) => {
    const { json } = await post(as('admin'), '/api/tokens', { name, ...body });
    tokens[name] = json;
    clients[name] = new Client(rowhouse.url, { authorization: `Bearer ${json.token}` });
  };

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({
      queue: 'rabbitmq',
      env: { AUTH_MODE: 'token', ADMIN_TOKEN: adminToken },
    });
    clients.nobody = rowhouse.client;
    clients.admin = new Client(rowhouse.url, { authorization: `Bearer ${adminToken}` });
    clients.wrong = new Client(rowhouse.url, { authorization: 'Bearer nonsense' });
    await make('writer', { owner: 'alice', scope: 'write' });
    await make('reader', { owner: 'alice', scope: 'read' });
    await make('stranger', { owner: 'bob', scope: 'write' });
    const csv = `n,word\n${Array.from({ length: 300 }, (_, n) => `${n},secret${n}`).join('\n')}\n`;
    for (const name of ['hidden', 'shown']) {
      const body = JSON.stringify({ private: name === 'hidden' });
      await as('writer').request(`/api/datasets/alice/${name}`, { method: 'PUT', body });
      expect((await as('writer').publish(`alice/${name}`, { 'train.csv': csv })).state).toBe('ready');
    }
  }, patient);
  afterAll(() => rowhouse?.stop(), patient);

  const paths = (dataset: string) => [
    ...['splits', 'size', 'info', 'parquet', 'is-valid'].map((path) => `/${path}?dataset=${dataset}`),
    ...['first-rows', 'statistics', 'rows'].map((path) => `/${path}?dataset=${dataset}&${split}`),
    `/api/datasets/${dataset}`,
    `/api/datasets/${dataset}/revisions`,
    `/datasets/${dataset}/resolve/main/train.csv`,
    `/datasets/${dataset}/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet`,
  ];

  it('shows a private dataset to those who may read it, and lets nobody keep it', async () => {
    for (const reader of ['writer', 'reader', 'admin'])
      for (const path of paths('alice/hidden')) {
        const { status, headers } = await as(reader).get(path);
        expect([reader, path, status]).toEqual([reader, path, 200]);
        expect([path, headers.get('cache-control')]).toEqual([path, 'private, no-store']);
      }
  });

  it('shows others the same as of a dataset that is not there, also of pages that lie in memory', async () => {
    const seen = async (client: Client, path: string, dataset: string) => {
      const { status, headers, text } = await client.get(path);
      const rest = [...headers].filter(
        ([name]) => !['date', 'x-request-id', 'content-length'].includes(name),
      );
      return { status, rest, text: text.replaceAll(dataset, 'the/dataset') };
    };
    for (const name of ['nobody', 'wrong', 'stranger'])
      for (const [index, path] of paths('alice/hidden').entries()) {
        const client = as(name);
        const hidden = await seen(client, path, 'alice/hidden');
        expect([path, hidden]).toEqual([
          path,
          await seen(client, paths('alice/missed')[index] as string, 'alice/missed'),
        ]);
        expect([401, 404]).toContain(hidden.status);
        expect(hidden.text).not.toContain('secret');
      }
  });

  it('shows a public dataset to everybody, and caches may keep it', async () => {
    for (const reader of ['nobody', 'stranger', 'reader'])
      for (const path of paths('alice/shown')) {
        const { status, headers } = await as(reader).get(path);
        expect([reader, path, status]).toEqual([reader, path, 200]);
        expect(headers.get('cache-control')).not.toMatch(/private|no-store/);
        expect(headers.get('vary')?.toLowerCase()).toContain('authorization');
      }
    expect((await as('wrong').get('/splits?dataset=alice/shown')).json.code).toBe(
      'ExternalUnauthenticatedError',
    );
  });

  it('hides what becomes private at once', async () => {
    const page = `/rows?dataset=alice/shown&${split}`;
    const change = (hidden: boolean) =>
      as('writer').request('/api/datasets/alice/shown', {
        method: 'PATCH',
        body: JSON.stringify({ private: hidden }),
      });
    for (let round = 0; round < 5; round++) {
      expect((await as('nobody').get(page)).status).toBe(200);
      await change(true);
      expect((await as('nobody').get(page)).status).toBe(401);
      await change(false);
    }
  });

  it(
    'runs a query within the rights that its sender has when it runs',
    async () => {
      const sql = 'SELECT count(*) AS n FROM "alice/hidden"';
      const submit = (name: string) => post(as(name), '/api/jobs', { kind: 'query', params: { sql } });
      const ended = (id: string) =>
        waitFor(
          async () => {
            const { json } = await as('admin').get(`/api/jobs/${id}`);
            return ['succeeded', 'failed'].includes(json.state) ? json : null;
          },
          { what: `the end of the job ${id}`, deadlineMs: 150_000 },
        );
      const allowed = await submit('reader');
      expect(allowed.status).toBe(202);
      expect(await ended(allowed.json.id)).toMatchObject({ state: 'succeeded' });
      const result = `/api/jobs/${allowed.json.id}/result`;
      expect((await as('writer').get(result)).json.rows[0].row).toEqual({ n: 300 });
      expect((await as('stranger').get(result)).status).toBe(404);
      expect((await as('nobody').get(`${result}?format=parquet`)).status).toBe(401);
      expect((await submit('stranger')).json.code).toBe('QueryTableNotFound');
      await make('short', { owner: 'alice', scope: 'read' });
      await rowhouse.services.worker.stop();
      const late = await submit('short');
      expect(late.status).toBe(202);
      await as('admin').request(`/api/tokens/${tokens.short?.id}`, { method: 'DELETE' });
      rowhouse.services.worker.start();
      expect(await ended(late.json.id)).toMatchObject({
        state: 'failed',
        error: { code: 'QueryTableNotFound' },
      });
    },
    patient,
  );

  it(
    'is refused by a service that everybody could reach without it',
    async () => {
      for (const service of ['api', 'admin']) {
        const child = spawn(process.execPath, [`services/${service}/dist/main.js`], {
          env: {
            PATH: process.env.PATH ?? '',
            DATABASE_URL: rowhouse.databaseUrl,
            BLOB_URL: 'file:///tmp/none',
            HOST: '0.0.0.0',
            PORT: '0',
            AUTH_MODE: 'none',
          },
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let complaint = '';
        child.stderr.on('data', (chunk: Buffer) => {
          complaint += chunk.toString();
        });
        const [code] = await once(child, 'exit');
        expect([service, code, complaint]).toEqual([service, 2, expect.stringContaining('AUTH_MODE: is')]);
      }
    },
    patient,
  );

  describe('in the browser', () => {
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await openBrowser();
    }, patient);
    afterAll(() => browser?.close());
    beforeEach(async () => {
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    });
    afterEach(() => page?.close());

    const shows = (text: string) => page.getByText(text).first().waitFor({ timeout: 150_000 });

    it(
      'the explorer shows private datasets after signing in, and gives their files out',
      async () => {
        await page.goto(rowhouse.url);
        await shows('alice/shown');
        expect(await page.getByText('alice/hidden').count()).toBe(0);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByLabel('Access token').fill('nonsense');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await shows('The access token is not valid');
        await page.getByLabel('Access token').fill(tokens.reader?.token ?? '');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await shows('alice/hidden');
        expect(await page.getByRole('img', { name: 'private' }).count()).toBe(1);
        await page.getByRole('link', { name: 'alice/hidden' }).click();
        await shows('secret49');
        const download = page.waitForEvent('download');
        await page.getByRole('button', { name: 'train/0000.parquet' }).click();
        const bytes = await readFile(await (await download).path());
        expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
        await page.getByRole('button', { name: 'Sign out' }).click();
        await shows('There is no dataset');
        expect(await page.getByText('secret49').count()).toBe(0);
      },
      patient,
    );

    it(
      'the dashboard lets operators in, keeps them, and lets them out',
      async () => {
        await page.goto(`${rowhouse.url}/admin`);
        await page.getByLabel('A token with the scope').fill(tokens.writer?.token ?? '');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await shows("it needs the scope 'admin'");
        await page.getByLabel('A token with the scope').fill(adminToken);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByText('live', { exact: true }).waitFor({ timeout: 150_000 });
        expect(await page.evaluate('document.cookie')).toBe('');
        await page.reload();
        await page.getByText('live', { exact: true }).waitFor({ timeout: 150_000 });
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByLabel('A token with the scope').waitFor({ timeout: 150_000 });
        const overview = await page.goto(`${rowhouse.url}/admin/overview`);
        expect(overview?.status()).toBe(401);
      },
      patient,
    );
  });
});
