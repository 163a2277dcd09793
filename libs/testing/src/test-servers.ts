import { readFileSync } from 'node:fs';

/** What `npm run servers:up` started. */
export interface TestServers {
  /** Maintenance database of the primary; take a `freshDatabase()` for anything that writes. */
  primaryUrl: string;
  replicaUrl: string;
  /** Default vhost; take a `freshVhost()` for anything that declares. */
  amqpUrl: string;
  programs: { postgresBin: string; rabbitmqSbin: string; nginx: string; chromium: string };
  postgres: { launch: PostgresLaunch };
  rabbitmq: RabbitMqNode;
}

/** How PostgreSQL's programs are started here, root or not. */
export interface PostgresLaunch {
  bin: string;
  /** Words in front of the command line. */
  prefix: string[];
  spawn: { uid?: number; gid?: number };
  /** A folder that those programs may write to. */
  dir: string;
}

export interface RabbitMqNode {
  sbin: string;
  node: string;
  cookie: string;
  /** Environment variables that lead the tools to this node and to no other. */
  environment: Record<string, string>;
  erlCall: string | null;
  url: string;
}

const stateFile = new URL('../../../.test-servers/state.json', import.meta.url);

export function testServers(): TestServers {
  let state: Partial<TestServers>;
  try {
    state = JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch (error) {
    throw new Error('The test servers are not running. Start them with: npm run servers:up', {
      cause: error,
    });
  }
  if (!state.primaryUrl || !state.replicaUrl || !state.amqpUrl) {
    throw new Error('Not all test servers have been started. Start them with: npm run servers:up');
  }
  return state as TestServers;
}
