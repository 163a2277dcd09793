import { PgBoss } from 'pg-boss';
import { type Contender, concurrency, type RunningContender } from './contender.js';

const queue = 'bench';

/** pg-boss, woken by notifications, with the batches that its documentation recommends for throughput. */
export class PgBossJobs implements Contender {
  constructor(private readonly databaseUrl: string) {}

  async start(began: (number: number) => void): Promise<RunningContender> {
    const boss = new PgBoss({
      connectionString: this.databaseUrl,
      max: concurrency + 4,
      useListenNotify: true,
    });
    boss.on('error', (error) => console.error(error));
    await boss.start();
    await boss.createQueue(queue, { notify: true });
    const options = { batchSize: concurrency, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
    await boss.work<{ number: number }>(queue, options, async (jobs) => {
      for (const { data } of jobs) began(data.number);
    });
    const done = `SELECT count(*)::int AS jobs FROM pgboss.job WHERE state = 'completed'`;
    return {
      submit: async (number) => {
        await boss.send(queue, { number });
      },
      done: async () => (await boss.getDb().executeSql(done)).rows[0].jobs,
      stop: () => boss.stop({ graceful: true, close: true }),
    };
  }
}
