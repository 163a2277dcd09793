import { freshVhost } from '@rowhouse/testing';
import { type BenchContext, type Finding, ms, times } from '../finding.js';
import { median, quantile } from '../measure/quantile.js';
import { interleaved } from '../measure/rounds.js';
import type { Contender } from './contender.js';
import { freshDatabaseOn } from './databases.js';
import { GraphileJobs } from './graphile-jobs.js';
import { jobsPerSecond, startLatencies } from './measure-contender.js';
import { PgBossJobs } from './pg-boss-jobs.js';
import { RowhouseJobs } from './rowhouse-jobs.js';

const latencyRounds = 3;
const jobsPerLatencyRound = 100;
const rounds = 4;
const jobsPerRound = 2_000;

/** Idle latency and throughput of no-op jobs, ours over both drivers and two other systems, on one Postgres. */
export async function startAndThroughput({ databaseUrl, say }: BenchContext): Promise<Finding[]> {
  const vhost = await freshVhost();
  const names = ['bench_rabbitmq', 'bench_postgres', 'bench_pg_boss', 'bench_graphile'] as const;
  const databases = await Promise.all(names.map((name) => freshDatabaseOn(databaseUrl, name)));
  const [rabbit, postgres, boss, graphile] = databases.map(({ url }) => url) as [
    string,
    string,
    string,
    string,
  ];
  const contenders = {
    rabbitmq: new RowhouseJobs(rabbit, vhost.url),
    postgres: new RowhouseJobs(postgres, 'postgres'),
    'pg-boss': new PgBossJobs(boss),
    graphile: new GraphileJobs(graphile),
  };
  try {
    return [...(await latency(contenders, say)), ...(await throughput(contenders, say))];
  } finally {
    for (const database of databases) await database.drop();
    await vhost.drop();
  }
}

type Named = Record<'rabbitmq' | 'postgres' | 'pg-boss' | 'graphile', Contender>;

async function latency(contenders: Named, say: BenchContext['say']): Promise<Finding[]> {
  const taken: Record<string, number[]> = {};
  for (let round = 0; round < latencyRounds; round++) {
    const order = Object.entries(contenders);
    for (const [name, contender] of round % 2 === 0 ? order : order.toReversed())
      taken[name] = [...(taken[name] ?? []), ...(await startLatencies(contender, jobsPerLatencyRound))];
  }
  const p50 = (name: string) => median(taken[name] ?? []);
  const p99 = (name: string) => quantile(taken[name] ?? [], 0.99);
  for (const name of Object.keys(taken))
    say(`${name.padEnd(9)} start p50 ${ms(p50(name))}, p99 ${ms(p99(name))}`);
  const others = `pg-boss ${ms(p50('pg-boss'))}, ${ms(p99('pg-boss'))}; graphile-worker ${ms(p50('graphile'))}, ${ms(p99('graphile'))}`;
  return (['rabbitmq', 'postgres'] as const).map((name) => ({
    what: `idle, from submit to start over ${name}, p50 (p99)`,
    measured: `${ms(p50(name))} (${ms(p99(name))}); ${others}`,
    aim: '≤ 5 ms (25 ms)',
    met: p50(name) <= 5 && p99(name) <= 25,
  }));
}

async function throughput(contenders: Named, say: BenchContext['say']): Promise<Finding[]> {
  const rate = (contender: Contender) => () => jobsPerSecond(contender, jobsPerRound);
  const measured = await interleaved(
    {
      rabbitmq: rate(contenders.rabbitmq),
      postgres: rate(contenders.postgres),
      'pg-boss': rate(contenders['pg-boss']),
      graphile: rate(contenders.graphile),
    },
    rounds,
    1,
  );
  const shown = (name: keyof typeof measured.medians) =>
    `${Math.round(measured.medians[name]).toLocaleString('en')}/s`;
  for (const [name, rates] of Object.entries(measured.figures))
    say(`${name.padEnd(9)} ${rates.map((each) => Math.round(each)).join(', ')} jobs/s`);
  return (['rabbitmq', 'postgres'] as const).flatMap((name) => {
    const toBoss = measured.ratio(name, 'pg-boss');
    return [
      {
        what: `no-op jobs end to end over ${name}, against pg-boss`,
        measured: `${times(toBoss)} (${shown(name)} against ${shown('pg-boss')})`,
        aim: '> 1 ×',
        met: toBoss > 1,
      },
      {
        what: `no-op jobs end to end over ${name}, against graphile-worker with a history`,
        measured: `${times(measured.ratio(name, 'graphile'))} (${shown('graphile')})`,
      },
    ];
  });
}
