import { type BenchContext, type Finding, times } from '../finding.js';
import { interleaved } from '../measure/rounds.js';
import type { Contender } from './contender.js';
import { withContenders } from './contenders.js';
import { jobsPerSecond } from './measure-contender.js';

const rounds = 4;
const jobsPerRound = 2_000;
const names = ['rabbitmq', 'postgres', 'pg-boss', 'graphile'] as const;

/** No-op jobs per second, ours over both drivers and two other systems, on one Postgres. */
export function throughput({ databaseUrl, say }: BenchContext): Promise<Finding[]> {
  return withContenders(names, databaseUrl, async (contenders) => {
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
  });
}
