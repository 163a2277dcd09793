import { Database } from '@rowhouse/database';

/** A fresh database on the server that `serverUrl` leads to, dropped by `drop`. */
export async function freshDatabaseOn(serverUrl: string, name: string) {
  const statement = async (text: string) => {
    const server = await Database.connect({
      url: serverUrl,
      replicaUrls: [],
      poolSize: 1,
      maxReplicaLagMs: 0,
      primaryReadLimit: 1,
      applicationName: 'bench',
    });
    await server.primary.query(text).finally(() => server.close());
  };
  await statement(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await statement(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => statement(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
