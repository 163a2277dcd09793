import { readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createLogger } from '@rowhouse/telemetry';
import { type Authority, certificateAuthority, type TempDir, tempDir, waitFor } from '@rowhouse/testing';
import { ServerCertificate } from './server-certificate.js';

const log = createLogger({ service: 'test', level: 'silent' });

describe('ServerCertificate', () => {
  let authority: Authority;
  let folder: TempDir;
  let server: Server | null = null;

  beforeAll(async () => {
    [authority, folder] = await Promise.all([certificateAuthority(), tempDir()]);
  }, 30_000);
  afterEach(async () => {
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
    server = null;
  });
  afterAll(() => Promise.all([authority?.remove(), folder?.remove()]));

  /** The names in the certificate that a client is shown, which it verifies for the first of them. */
  async function shown(name: string): Promise<string | undefined> {
    const { port } = (server as Server).address() as AddressInfo;
    const ca = readFileSync(authority.caFile, 'utf8');
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, servername: name, ca, agent: false }, (response) => {
        response.resume();
        resolve((response.socket as TLSSocket).getPeerCertificate().subjectaltname);
      })
        .on('error', reject)
        .end();
    });
  }

  it('is served, and its renewal is taken while the server runs', async () => {
    await authority.issue(folder.path, ['first']);
    const certificate = ServerCertificate.read(folder.path, log);
    server = createServer(certificate?.options ?? {}, (_request, response) => response.end());
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    certificate?.follow(server, 20);
    expect(await shown('first')).toBe('DNS:first');
    await expect(shown('other')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await authority.issue(folder.path, ['second']);
    await waitFor(async () => (await shown('second').catch(() => null)) === 'DNS:second', {
      what: 'the renewed certificate',
    });
  }, 30_000);

  it('is not there without a folder, and says what is wrong with one', () => {
    expect(ServerCertificate.read(undefined, log)).toBeNull();
    expect(() => ServerCertificate.read('/no/such/folder', log)).toThrow(/TLS_DIR is \/no\/such\/folder/);
  });
});
