import { Database, migrate } from '@rowhouse/database';
import { Dispatcher, JobStore, jobEntities, jobsMigrations } from '@rowhouse/jobs';
import { messagingMigrations, openMessaging } from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { type Contender, concurrency, type RunningContender } from './contender.js';

const pool = 'bench';
const log = createLogger({ service: 'bench', level: 'silent' });

/** What a service of ours has of the job platform, over one of the drivers of the queue. */
export async function openPlatform(databaseUrl: string, queueUrl: string) {
  await migrate(databaseUrl, [messagingMigrations, jobsMigrations]);
  const db = await Database.connect({
    url: databaseUrl,
    replicaUrls: [],
    poolSize: concurrency + 4,
    maxReplicaLagMs: 5_000,
    primaryReadLimit: concurrency,
    applicationName: 'bench',
    entities: jobEntities,
  });
  const messaging = await openMessaging({ queueUrl, database: db, log });
  const store = new JobStore(db, { events: messaging.events });
  return {
    db,
    queue: messaging.queue,
    events: messaging.events,
    store,
    async close() {
      await messaging.close();
      await db.close();
    },
  };
}

/**
 * Our platform in one process: what the api, the dispatcher and a worker do, events included, but for the child
 * process that a worker runs a job's code in.
 */
export class RowhouseJobs implements Contender {
  constructor(
    private readonly databaseUrl: string,
    /** `postgres` or `amqp://…` */
    private readonly queueUrl: string,
    private readonly parts: { eventLog: boolean } = { eventLog: true },
  ) {}

  async start(began: (number: number) => void): Promise<RunningContender> {
    const { db, queue, store, close } = await openPlatform(this.databaseUrl, this.queueUrl);
    if (!this.parts.eventLog) await db.primary.query('DROP FUNCTION IF EXISTS job_tell CASCADE');
    const dispatcher = new Dispatcher(db, queue);
    dispatcher.start();
    const consumer = await queue.consume(pool, concurrency, async ({ jobId, attempt }) => {
      const claim = await store.claim(jobId, attempt, 'bench');
      if (!claim) return;
      began(Number(claim.job.params.number));
      await store.succeed(claim, null);
    });
    const done = `SELECT count(*)::int AS jobs FROM job WHERE state = 'succeeded'`;
    return {
      submit: async (number) => {
        // One statement, as the others do it.
        await store.create(db.primary, { kind: 'noop', pool, owner: 'bench', params: { number } });
      },
      done: async () => (await db.primary.query<{ jobs: number }>(done)).rows[0]?.jobs ?? 0,
      stop: async () => {
        await consumer.stop();
        await dispatcher.stop();
        await close();
      },
    };
  }
}
