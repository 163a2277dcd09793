import { testServers } from '../test-servers.js';
import { uniqueName } from '../unique-name.js';
import { queryOnce } from './query-once.js';
import { replayed } from './replay.js';

export interface FreshDatabase {
  url: string;
  /** The same database on the shared replica; do not pause that one, see `startReplica`. */
  replicaUrl: string;
  /** Closes whatever is still connected. */
  drop(): Promise<void>;
}

/** An empty database, already there on the replica. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { primaryUrl, replicaUrl } = testServers();
  const name = uniqueName();
  await queryOnce(primaryUrl, `CREATE DATABASE ${name}`);
  await replayed(primaryUrl, replicaUrl);
  return {
    url: databaseUrl(primaryUrl, name),
    replicaUrl: databaseUrl(replicaUrl, name),
    drop: async () => {
      await queryOnce(primaryUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** The URL of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
