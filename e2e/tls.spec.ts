import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Authority, certificateAuthority, type TempDir, tempDir } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

describe('a house whose parts speak TLS', () => {
  let authority: Authority;
  let folder: TempDir;
  let rowhouse: Rowhouse;

  beforeAll(async () => {
    [authority, folder] = await Promise.all([certificateAuthority(), tempDir()]);
    await authority.issue(folder.path, ['house-api']);
    rowhouse = await Rowhouse.start({
      queue: 'postgres',
      env: { TLS_DIR: folder.path },
      nginx: {
        UPSTREAM_SCHEME: 'https',
        UPSTREAM_TLS_VERIFY: 'on',
        UPSTREAM_CA_FILE: authority.caFile,
        UPSTREAM_TLS_NAME: 'house-api',
      },
    });
  }, 90_000);
  afterAll(async () => {
    await rowhouse?.stop();
    await Promise.all([authority?.remove(), folder?.remove()]);
  });

  it('takes an upload through the door and shows its rows', async () => {
    const { client } = rowhouse;
    const revision = await client.publish('me/secret-ways', { 'data.csv': 'id,text\n1,one\n2,two\n' });
    expect(revision.state).toBe('ready');
    const rows = await client.get(
      '/rows?dataset=me/secret-ways&config=default&split=train&offset=1&length=1',
    );
    expect(rows.json.rows[0].row).toEqual({ id: 2, text: 'two' });
  }, 90_000);

  it.each(['api', 'admin', 'worker'] as const)('is not answered by %s without TLS', async (name) => {
    const url = new URL(await rowhouse.services[name].url());
    const ca = await readFile(join(folder.path, 'ca.crt'), 'utf8');
    const metrics = await new Promise<string>((resolve, reject) => {
      const options = { host: url.hostname, port: url.port, path: '/metrics', servername: 'house-api', ca };
      get({ ...options, agent: false }, (response) => resolve(text(response))).on('error', reject);
    });
    expect(metrics).toContain(`service="${name}"`);
    await expect(fetch(`http://${url.host}/metrics`)).rejects.toThrow('fetch failed');
  });
});
