import { Logger, run } from 'graphile-worker';
import pg from 'pg';
import { type Contender, concurrency, type RunningContender } from './contender.js';

const silent = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});

/**
 * graphile-worker, woken by notifications, completing jobs in batches. It deletes a job that is done, so the job
 * itself writes what our tables keep anyway: that it was there and how it ended.
 */
export class GraphileJobs implements Contender {
  constructor(private readonly databaseUrl: string) {}

  async start(began: (number: number) => void): Promise<RunningContender> {
    const pool = new pg.Pool({ connectionString: this.databaseUrl, max: concurrency + 4 });
    const say = (error: Error) => console.error(error);
    pool.on('error', say);
    pool.on('connect', (client) => client.on('error', say));
    await pool.query(`
      CREATE TABLE IF NOT EXISTS history (
        id bigint PRIMARY KEY, task text, payload json, attempts int, created_at timestamptz,
        finished_at timestamptz DEFAULT now())`);
    const runner = await run({
      pgPool: pool,
      noHandleSignals: true,
      logger: silent,
      preset: {
        worker: {
          concurrentJobs: concurrency,
          localQueue: { size: concurrency + 1 },
          completeJobBatchDelay: 0,
        },
      },
      taskList: {
        bench: async (payload, { job, query }) => {
          began((payload as { number: number }).number);
          await query(
            'INSERT INTO history (id, task, payload, attempts, created_at) VALUES ($1, $2, $3, $4, $5)',
            [job.id, 'bench', payload, job.attempts, job.created_at],
          );
        },
      },
    });
    return {
      submit: async (number) => {
        await runner.addJob('bench', { number });
      },
      done: async () => (await pool.query('SELECT count(*)::int AS jobs FROM history')).rows[0].jobs,
      stop: async () => {
        await runner.stop();
        await pool.end();
      },
    };
  }
}
