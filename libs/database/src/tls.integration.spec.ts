import {
  type Authority,
  certificateAuthority,
  type PrivatePrimary,
  startPrimary,
  type TempDir,
  tempDir,
} from '@rowhouse/testing';
import { Database } from './database.js';
import { migrate } from './migrate.js';

const settings = (url: string) => ({
  url,
  replicaUrls: [url],
  poolSize: 2,
  maxReplicaLagMs: 5_000,
  primaryReadLimit: 5,
  applicationName: 'tls-test',
});

describe('a database that lets in nobody without TLS', () => {
  let authority: Authority;
  let folder: TempDir;
  let primary: PrivatePrimary;

  beforeAll(async () => {
    [authority, folder] = await Promise.all([certificateAuthority(), tempDir()]);
    await authority.issue(folder.path, ['127.0.0.1']);
    primary = await startPrimary({ tlsDir: folder.path });
  }, 90_000);
  afterAll(async () => {
    await primary?.remove();
    await Promise.all([authority?.remove(), folder?.remove()]);
  });

  it('is migrated, asked and listened to by connections that verify it', async () => {
    await migrate(primary.url, []);
    const database = await Database.connect(settings(primary.url));
    try {
      const { rows } = await database.primary.query<{ ssl: boolean }>(
        'SELECT bool_and(ssl) AS ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE backend_type = $1',
        ['client backend'],
      );
      expect(rows).toEqual([{ ssl: true }]);
      const heard = Promise.withResolvers<string>();
      await database.listen('tls', heard.resolve);
      await database.primary.query("SELECT pg_notify('tls', 'hello')");
      expect(await heard.promise).toBe('hello');
    } finally {
      await database.close();
    }
  }, 60_000);

  it('is not believed when another authority signed its certificate', async () => {
    const stranger = await certificateAuthority();
    const url = new URL(primary.url);
    url.searchParams.set('sslrootcert', stranger.caFile);
    try {
      await expect(Database.connect(settings(url.href))).rejects.toThrow();
    } finally {
      await stranger.remove();
    }
  }, 60_000);
});
