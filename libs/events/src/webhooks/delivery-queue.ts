import type { Database } from '@rowhouse/database';
import { envelopeOf } from '../log/envelope.js';
import type { EventLog } from '../log/event-log.js';
import * as sql from './delivery-sql.js';
import { hears } from './hears.js';
import type { DeliveryAttempt, WebhookRecord } from './webhook.js';

/** A delivery whose time has come, with all that its sender needs. */
export interface DueDelivery {
  /** A bigint as text. */
  id: string;
  webhookId: string;
  position: number;
  topic: string;
  body: string;
  /** How often it was tried. */
  attempt: number;
  attempts: DeliveryAttempt[];
  url: string;
  secret: string;
}

type Listener = Pick<WebhookRecord, 'id' | 'owner' | 'events' | 'dataset'> & { since: number };

const batch = 500;
/** Attempts that are kept of a delivery. */
const keptAttempts = 20;
const mostPending = 10_000;
const pruneBatch = 5_000;

/** The deliveries of all webhooks, for the one process that makes and sends them. */
export class DeliveryQueue {
  constructor(
    private readonly database: Database,
    private readonly eventLog: EventLog,
  ) {}

  /**
   * Makes deliveries of the events that have none yet, a batch at most; true when there may be more. The cursor moves
   * in the same transaction: whatever happens, an event becomes one delivery per webhook that hears it.
   */
  async fanOut(): Promise<boolean> {
    return this.database.write(async (tx) => {
      const { rows } = await tx.query<{ position: number }>(sql.lockCursor);
      const position = rows[0]?.position;
      if (position === undefined) throw new Error('The table webhook_cursor has lost its row.');
      const events = await this.eventLog.after(position, batch);
      const last = events.at(-1);
      if (!last) return false;
      const { rows: listeners } = await tx.query<Listener & Record<string, unknown>>(sql.listeners);
      const made = events.flatMap((event) =>
        listeners
          .filter((listener) => event.position > listener.since && hears(listener, event))
          .map((listener) => ({ listener, event })),
      );
      if (made.length > 0) {
        await tx.query(sql.insertDeliveries, [
          made.map(({ listener }) => listener.id),
          made.map(({ event }) => event.position),
          made.map(({ event }) => event.topic),
          made.map(({ event }) => envelopeOf(event)),
        ]);
      }
      await tx.query(sql.moveCursor, [last.position]);
      return events.length === batch;
    });
  }

  /** The oldest due delivery of each webhook that is not `busy`. */
  async due(busy: readonly string[], limit: number): Promise<DueDelivery[]> {
    const { rows } = await this.database.primary.query<DueDelivery & Record<string, unknown>>(
      sql.dueDeliveries,
      [busy, limit],
    );
    return rows;
  }

  async succeeded(delivery: DueDelivery, attempt: DeliveryAttempt): Promise<void> {
    await this.database.primary.query(sql.succeeded, [delivery.id, withAttempt(delivery, attempt)]);
  }

  /** `retryInMs` is null when no attempt is left. */
  async failed(delivery: DueDelivery, attempt: DeliveryAttempt, retryInMs: number | null): Promise<void> {
    const attempts = withAttempt(delivery, attempt);
    await this.database.primary.query(sql.failed, [delivery.id, attempts, retryInMs]);
  }

  async disable(webhookId: string, reason: string): Promise<void> {
    await this.database.primary.query(sql.disable, [webhookId, reason]);
  }

  /** Switches off webhooks that fail for longer than `failingDays`, and deletes deliveries older than `logDays`. */
  async tidyUp(failingDays: number, logDays: number): Promise<{ id: string; reason: string }[]> {
    const { rows } = await this.database.primary.query<{ id: string; reason: string }>(sql.disableHopeless, [
      failingDays,
      mostPending,
    ]);
    for (let deleted = pruneBatch; deleted === pruneBatch; ) {
      const pruned = await this.database.primary.query(sql.pruneDeliveries, [logDays, pruneBatch]);
      deleted = pruned.rowCount;
    }
    return rows;
  }

  /** Counted up to 100,000. */
  async pending(): Promise<number> {
    const { rows } = await this.database.primary.query<{ pending: number }>(sql.pendingDeliveries, [100_000]);
    return rows[0]?.pending ?? 0;
  }
}

function withAttempt({ attempts }: DueDelivery, attempt: DeliveryAttempt): string {
  return JSON.stringify([...attempts, attempt].slice(-keptAttempts));
}
