import { Database, migrate } from '@rowhouse/database';
import { type Messaging, openMessaging } from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { type FreshDatabase, type FreshVhost, freshDatabase, freshVhost } from '@rowhouse/testing';
import { EventKeeper, type EventKeeperOptions } from '../src/log/event-keeper.js';
import { EventLog } from '../src/log/event-log.js';
import { eventsMigrations } from '../src/schema/events-schema.js';

export type Driver = 'postgres' | 'rabbitmq';

const log = createLogger({ service: 'events-spec', level: 'silent' });
const leadership = { retryMs: 50, pingMs: 100, pingTimeoutMs: 5_000 };

/** A fresh database with a log of events, and a bus beside it. */
export class EventsBench {
  private constructor(
    private readonly fresh: FreshDatabase,
    private readonly vhost: FreshVhost | null,
    readonly db: Database,
    readonly messaging: Messaging,
    readonly eventLog: EventLog,
  ) {}

  static async open(driver: Driver): Promise<EventsBench> {
    const fresh = await freshDatabase();
    const vhost = driver === 'rabbitmq' ? await freshVhost() : null;
    await migrate(fresh.url, [eventsMigrations]);
    const db = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 20,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 32,
      applicationName: 'events-bench',
    });
    const messaging = await openMessaging({ queueUrl: vhost?.url ?? 'postgres', database: db, log });
    return new EventsBench(fresh, vhost, db, messaging, new EventLog(db));
  }

  keeper(options: Partial<EventKeeperOptions> = {}): EventKeeper {
    const { events } = this.messaging;
    const retention = { retentionSeconds: 3_600, retentionRows: 1_000_000 };
    return new EventKeeper(this.db, { events, leadership, pollMs: 20, ...retention, ...options });
  }

  /** Writes an event in a transaction; `before` runs between the write and the commit. */
  async write(
    event: { topic?: string; jobId?: string; owner?: string; subject?: string; data?: object } = {},
    before: () => Promise<unknown> = async () => undefined,
  ): Promise<void> {
    const { topic = 'dataset.changed', jobId, owner = 'ann', subject = null, data = {} } = event;
    await this.db.write(async (tx) => {
      await tx.query(
        'INSERT INTO event_inbox (topic, owner, subject, job_id, data) VALUES ($1, $2, $3, $4, $5)',
        [topic, owner, subject, jobId ?? null, JSON.stringify(data)],
      );
      await before();
    });
  }

  async clear(): Promise<void> {
    await this.db.primary.query('TRUNCATE event, event_inbox');
    await this.db.primary.query('UPDATE event_position SET position = 0, pruned_to = 0');
    await this.db.primary.query('UPDATE webhook_cursor SET position = 0');
  }

  async close(): Promise<void> {
    await this.messaging.close();
    await this.db.close();
    await this.fresh.drop();
    await this.vhost?.drop();
  }
}
