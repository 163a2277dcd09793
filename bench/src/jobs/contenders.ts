import { freshVhost } from '@rowhouse/testing';
import type { Contender } from './contender.js';
import { freshDatabaseOn } from './databases.js';
import { GraphileJobs } from './graphile-jobs.js';
import { PgBossJobs } from './pg-boss-jobs.js';
import { RowhouseJobs } from './rowhouse-jobs.js';

/** What is compared: ours over both drivers, without its log of events too, and two other systems. */
const makers = {
  rabbitmq: (url: string, amqp: string) => new RowhouseJobs(url, amqp),
  postgres: (url: string) => new RowhouseJobs(url, 'postgres'),
  'rabbitmq, no log of events': (url: string, amqp: string) =>
    new RowhouseJobs(url, amqp, { eventLog: false }),
  'pg-boss': (url: string) => new PgBossJobs(url),
  graphile: (url: string) => new GraphileJobs(url),
} satisfies Record<string, (url: string, amqp: string) => Contender>;

export type ContenderName = keyof typeof makers;

/** Runs `measure` with contenders that have a fresh database each, on the server that `databaseUrl` leads to. */
export async function withContenders<Name extends ContenderName, T>(
  names: readonly Name[],
  databaseUrl: string,
  measure: (contenders: Record<Name, Contender>) => Promise<T>,
): Promise<T> {
  const contenders = {} as Record<Name, Contender>;
  const drops: (() => Promise<unknown>)[] = [];
  try {
    for (const [place, name] of names.entries()) {
      const database = await freshDatabaseOn(databaseUrl, `bench_jobs_${place}`);
      drops.push(database.drop);
      const vhost = await freshVhost();
      drops.push(() => vhost.drop());
      contenders[name] = makers[name](database.url, vhost.url);
    }
    return await measure(contenders);
  } finally {
    for (const drop of drops) await drop();
  }
}
