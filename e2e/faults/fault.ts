import { waitFor } from '@rowhouse/testing';
import type { Driver, FaultHouse, Lodger } from './fault-house.js';
import type { Load } from './load.js';

/** How hard the suite hits. */
export interface Scale {
  /** Sound jobs in flight around each fault, and queries of users among them. */
  jobs: number;
  queries: number;
  /** How long a server stays away, in milliseconds. */
  outageMs: number;
  /** Copies of one message. */
  copies: number;
}

export interface Fault {
  name: string;
  drivers: readonly Driver[];
  /** The drivers for which it is part of the short form too. */
  short: readonly Driver[];
  /** Breaks something while jobs are in flight. What is still broken afterwards is repaired by the suite. */
  strike(house: FaultHouse, load: Load, scale: Scale): Promise<void>;
}

export const both: readonly Driver[] = ['rabbitmq', 'postgres'];

/**
 * Waits until one of these jobs is in this state, and answers its id; `worker` narrows it to those of one worker.
 * `midway` is a running job whose code has told of progress: the claim comes some time before it.
 */
export async function jobThatIs(
  house: FaultHouse,
  state: 'running' | 'midway' | 'succeeded' | 'failed',
  ids: readonly string[],
  at?: Lodger,
): Promise<string> {
  const inState = `state = '${state === 'midway' ? 'running' : state}'`;
  const midway = state === 'midway' ? `AND (progress->>'fraction')::float > 0` : '';
  return waitFor(
    async () => {
      const worker = at ? await house.workerId(at) : null;
      const { rows } = await house.db.primary.query<{ id: string }>(
        `SELECT id FROM job WHERE id = ANY($1) AND ($2::text IS NULL OR worker = $2) AND ${inState} ${midway} LIMIT 1`,
        [ids, worker],
      );
      return rows[0]?.id;
    },
    { what: `a job to be ${state}`, deadlineMs: 90_000, intervalMs: 10 },
  );
}

/** Does something, and waits until the service has logged this because of it: a fault that nobody felt is none. */
export async function untilLogged(
  { service }: Lodger,
  text: string,
  work: () => Promise<void>,
): Promise<void> {
  const count = async () => (await service.log()).split(text).length;
  const before = await count();
  await work();
  await waitFor(async () => (await count()) > before, {
    what: `${service.name} to log '${text}'`,
    deadlineMs: 90_000,
    intervalMs: 100,
  });
}

/** Sound jobs long enough to be met while they run, more of them than the workers have places. */
export async function longJobs(load: Load, ms = 4000, count = 6): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => load.job('fault-sound', { ms })));
}
