import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Authority, certificateAuthority, type TempDir, tempDir } from '@rowhouse/testing';
import { FrontDoor, startUpstream, type Upstream } from './front-door.js';

describe('the reverse proxy in front of services that serve HTTPS', () => {
  let authority: Authority;
  let folder: TempDir;
  let service: Upstream;

  beforeAll(async () => {
    [authority, folder] = await Promise.all([certificateAuthority(), tempDir()]);
    await authority.issue(folder.path, ['rowhouse-api']);
    const pem = (name: string) => readFile(join(folder.path, name), 'utf8');
    service = await startUpstream((_request, response) => response.end('hello'), {
      cert: await pem('tls.crt'),
      key: await pem('tls.key'),
    });
  }, 30_000);
  afterAll(async () => {
    await service?.close();
    await Promise.all([authority?.remove(), folder?.remove()]);
  });

  async function ask(path: string, variables: Record<string, string>): Promise<[number, string]> {
    const proxy = await FrontDoor.start({
      API_UPSTREAM: service.address,
      ADMIN_UPSTREAM: service.address,
      UPSTREAM_SCHEME: 'https',
      UPSTREAM_TLS_VERIFY: 'on',
      UPSTREAM_CA_FILE: authority.caFile,
      UPSTREAM_TLS_NAME: 'rowhouse-api',
      ...variables,
    });
    try {
      const { status, body } = await proxy.send(path);
      return [status, body];
    } finally {
      await proxy.stop();
    }
  }

  it.each(['/', '/rows', '/search', '/admin/', '/api/datasets/me/cars/upload', '/api/events'])(
    'passes %s on',
    async (path) => {
      expect(await ask(path, {})).toEqual([200, 'hello']);
    },
  );

  it('refuses a service with another name, or of another authority', async () => {
    expect((await ask('/rows', { UPSTREAM_TLS_NAME: 'somebody-else' }))[0]).toBe(502);
    const stranger = await certificateAuthority();
    try {
      expect((await ask('/rows', { UPSTREAM_CA_FILE: stranger.caFile }))[0]).toBe(502);
    } finally {
      await stranger.remove();
    }
  });
});
