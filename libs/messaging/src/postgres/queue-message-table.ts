import { Gathered, prepared, type Sql } from '@rowhouse/database';
import { DEAD_LETTERS_KEPT_DAYS } from '../dead-letters.js';
import type { JobMessage, QueueDepth } from '../ports/job-queue.js';

/** Payload: the pool that has new messages. */
export const QUEUE_CHANNEL = 'rowhouse_queue';

export interface Claim {
  pool: string;
  /** At most this many. */
  limit: number;
  holder: string;
  maxDeliveries: number;
  visibilityMs: number;
}

/** A message in a consumer's hands; `id`, `holder` and `deliveryCount` together name this one delivery. */
export interface HeldMessage extends JobMessage {
  id: string;
  deliveryCount: number;
}

interface ClaimedRow {
  id: string;
  jobId: string;
  attempt: number;
  deliveryCount: number;
  dead: boolean;
}

/**
 * Lets a statement's commit not wait for the disk. A crash of the server within the next half a second may then lose
 * what became of a message, as a queue may lose one; the job itself stands in a row of its own, whose changes wait. A
 * commit that waits makes all earlier ones safe too: that of the dispatcher's note follows a message that was inserted.
 */
const withoutWaiting = `set_config('synchronous_commit', 'off', true)`;

/** $1 pool, $2 job ids, $3 attempts. */
const insertMessages = prepared(`
  WITH inserted AS (
    INSERT INTO queue_message (pool, job_id, attempt)
    SELECT $1, job_id, attempt
    FROM unnest($2::text[], $3::integer[]) WITH ORDINALITY AS message (job_id, attempt, place)
    ORDER BY place
  )
  SELECT pg_notify('${QUEUE_CHANNEL}', $1), ${withoutWaiting}`);

/** $1 pool, $2 most messages, $3 holder, $4 most deliveries of one, $5 visibility in ms. */
const claimMessages = prepared(`
  WITH due AS MATERIALIZED (
    SELECT id FROM queue_message
    WHERE pool = $1 AND dead_at IS NULL AND visible_at <= now()
    ORDER BY id LIMIT $2
    FOR UPDATE SKIP LOCKED
  )
  UPDATE queue_message AS message SET
    delivery_count = least(message.delivery_count + 1, $4),
    dead_at = CASE WHEN message.delivery_count >= $4 THEN now() END,
    holder = CASE WHEN message.delivery_count >= $4 THEN NULL ELSE $3::uuid END,
    visible_at = now() + $5 * interval '1 millisecond'
  FROM due WHERE message.id = due.id
  RETURNING message.id, message.job_id AS "jobId", message.attempt,
    message.delivery_count AS "deliveryCount", message.dead_at IS NOT NULL AS dead, ${withoutWaiting}`);

/** $1 ids, $2 holders, $3 delivery counts. Nobody else locks a held message but whoever takes it when it expires. */
const deleteMessages = prepared(`
  DELETE FROM queue_message AS message
  USING unnest($1::bigint[], $2::uuid[], $3::integer[]) AS done(id, holder, delivery_count)
  WHERE message.id = done.id AND message.holder = done.holder AND message.delivery_count = done.delivery_count
  RETURNING ${withoutWaiting}`);

/** All SQL on `queue_message`. */
export class QueueMessageTable {
  readonly #removals: Gathered<{ holder: string; message: HeldMessage }, undefined>;

  constructor(private readonly sql: Sql) {
    this.#removals = new Gathered(async (removals) => {
      await this.sql.query(deleteMessages, [
        removals.map(({ message }) => message.id),
        removals.map(({ holder }) => holder),
        removals.map(({ message }) => message.deliveryCount),
      ]);
      return removals.map(() => undefined);
    });
  }

  async insert(pool: string, messages: readonly JobMessage[]): Promise<void> {
    await this.sql.query(insertMessages, [
      pool,
      messages.map(({ jobId }) => jobId),
      messages.map(({ attempt }) => attempt),
    ]);
  }

  /** Takes the oldest due messages; those that have used up their deliveries become dead letters instead. */
  async claim({
    pool,
    limit,
    holder,
    maxDeliveries,
    visibilityMs,
  }: Claim): Promise<{ held: HeldMessage[]; dead: number }> {
    const { rows } = await this.sql.query<ClaimedRow>(claimMessages, [
      pool,
      limit,
      holder,
      maxDeliveries,
      visibilityMs,
    ]);
    const held = rows
      .filter(({ dead }) => !dead)
      .map(({ id, jobId, attempt, deliveryCount }) => ({ id, jobId, attempt, deliveryCount }));
    held.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
    return { held, dead: rows.length - held.length };
  }

  /** Keeps the messages from other consumers for `visibilityMs` from now on. */
  async extend(holder: string, ids: readonly string[], visibilityMs: number): Promise<void> {
    await this.sql.query(
      `UPDATE queue_message SET visible_at = now() + $3 * interval '1 millisecond'
       WHERE id = ANY ($2::bigint[]) AND holder = $1`,
      [holder, ids, visibilityMs],
    );
  }

  /** Together with others that end at the same time. */
  async remove(holder: string, message: HeldMessage): Promise<void> {
    await this.#removals.add({ holder, message });
  }

  async redeliver(holder: string, { id, deliveryCount }: HeldMessage, delayMs: number): Promise<void> {
    await this.sql.query(
      `UPDATE queue_message SET holder = NULL, visible_at = now() + $4 * interval '1 millisecond'
       WHERE id = $1 AND holder = $2 AND delivery_count = $3`,
      [id, holder, deliveryCount, delayMs],
    );
  }

  async deadLetter(holder: string, { id, deliveryCount }: HeldMessage): Promise<void> {
    await this.sql.query(
      `UPDATE queue_message SET holder = NULL, dead_at = now()
       WHERE id = $1 AND holder = $2 AND delivery_count = $3`,
      [id, holder, deliveryCount],
    );
  }

  /** Deletes all but the newest dead letters of a pool, and those that are too old; returns how many. */
  async trimDead(pool: string, kept: number): Promise<number> {
    const { rowCount } = await this.sql.query(
      `DELETE FROM queue_message WHERE pool = $1 AND dead_at IS NOT NULL AND (
         dead_at < now() - $3 * interval '1 day'
         OR id IN (SELECT id FROM queue_message WHERE pool = $1 AND dead_at IS NOT NULL
                   ORDER BY dead_at DESC, id DESC OFFSET $2))`,
      [pool, kept, DEAD_LETTERS_KEPT_DAYS],
    );
    return rowCount;
  }

  async purgeDead(pool: string): Promise<number> {
    const { rowCount } = await this.sql.query(
      'DELETE FROM queue_message WHERE pool = $1 AND dead_at IS NOT NULL',
      [pool],
    );
    return rowCount;
  }

  /** Hands back what no handler has seen, as if it had never been claimed. */
  async release(pool: string, holder: string, ids: readonly string[]): Promise<void> {
    await this.sql.query(
      `WITH released AS (
         UPDATE queue_message SET holder = NULL, visible_at = now(), delivery_count = delivery_count - 1
         WHERE id = ANY ($3::bigint[]) AND holder = $2
       )
       SELECT pg_notify('${QUEUE_CHANNEL}', $1)`,
      [pool, holder, ids],
    );
  }

  async depth(pool: string): Promise<QueueDepth> {
    const { rows } = await this.sql.query<{ live: number; held: number; dead: number }>(
      `SELECT
         count(*) FILTER (WHERE dead_at IS NULL)::integer AS live,
         count(*) FILTER (WHERE dead_at IS NULL AND holder IS NOT NULL AND visible_at > now())::integer AS held,
         count(*) FILTER (WHERE dead_at IS NOT NULL)::integer AS dead
       FROM queue_message WHERE pool = $1`,
      [pool],
    );
    const { live = 0, held = 0, dead = 0 } = rows[0] ?? {};
    return { ready: live - held, unacknowledged: held, deadLettered: dead };
  }
}
