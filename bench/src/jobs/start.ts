import { type BenchContext, type Finding, ms, times } from '../finding.js';
import { median, quantile } from '../measure/quantile.js';
import { type ContenderName, withContenders } from './contenders.js';
import { startLatencies } from './measure-contender.js';

const rounds = 4;
const jobsPerRound = 100;
const names = ['rabbitmq', 'postgres', 'rabbitmq, no log of events', 'pg-boss', 'graphile'] as const;

/** From the submission of a job to its start when nothing else is to do, ours and two other systems on one Postgres. */
export function start({ databaseUrl, say }: BenchContext): Promise<Finding[]> {
  return withContenders(names, databaseUrl, async (contenders) => {
    const taken = new Map<ContenderName, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const latencies = await startLatencies(contenders[name], jobsPerRound);
        taken.set(name, [...(taken.get(name) ?? []), ...latencies]);
      }
    }
    const p50 = (name: ContenderName) => median(taken.get(name) ?? []);
    const p99 = (name: ContenderName) => quantile(taken.get(name) ?? [], 0.99);
    for (const name of names) say(`${name.padEnd(26)} start p50 ${ms(p50(name))}, p99 ${ms(p99(name))}`);
    const others = `pg-boss ${ms(p50('pg-boss'))}, ${ms(p99('pg-boss'))}; graphile-worker ${ms(p50('graphile'))}, ${ms(p99('graphile'))}`;
    const ours = (['rabbitmq', 'postgres'] as const).map((name) => ({
      what: `idle, from submit to start over ${name}, p50 (p99)`,
      measured: `${ms(p50(name))} (${ms(p99(name))}); ${others}`,
      aim: '≤ 5 ms (25 ms)',
      met: p50(name) <= 5 && p99(name) <= 25,
    }));
    const without = 'rabbitmq, no log of events';
    return [
      ...ours,
      {
        what: 'the same over rabbitmq, against without the log of events, p50',
        measured: `${times(p50('rabbitmq') / p50(without))} (${ms(p50('rabbitmq'))} against ${ms(p50(without))})`,
      },
    ];
  });
}
