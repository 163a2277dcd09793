import { randomBytes } from 'node:crypto';
import { errors } from '@rowhouse/contract';
import type { Database } from '@rowhouse/database';
import type { DeliveryRecord, WebhookRecord } from './webhook.js';
import * as sql from './webhook-sql.js';

export interface WebhookRequest {
  url: string;
  events: readonly string[];
  dataset: string | null;
}

export interface WebhookChanges extends Partial<WebhookRequest> {
  active?: boolean;
}

type WebhookRow = WebhookRecord & Record<string, unknown>;
type DeliveryRow = DeliveryRecord & Record<string, unknown>;

/** Webhooks of one owner at most. */
const mostWebhooks = 100;
const secretBytes = 32;

/** What owners do with their webhooks. All of it is read from the primary: it is little, and always true. */
export class WebhookStore {
  constructor(private readonly database: Database) {}

  /**
   * The secret is in the form of the Standard Webhooks specification, and is told only here.
   * @throws TooManyWebhooks
   */
  async create(
    owner: string,
    { url, events, dataset }: WebhookRequest,
  ): Promise<{ webhook: WebhookRecord; secret: string }> {
    const secret = `whsec_${randomBytes(secretBytes).toString('base64')}`;
    const webhook = await this.database.write(async (tx) => {
      await tx.query(sql.lockOwner, [owner]);
      const { rows: count } = await tx.query<{ webhooks: number }>(sql.countOfOwner, [owner]);
      if ((count[0]?.webhooks ?? 0) >= mostWebhooks) throw errors.TooManyWebhooks({ limit: mostWebhooks });
      const { rows } = await tx.query<WebhookRow>(sql.insertWebhook, [owner, url, events, dataset, secret]);
      return rows[0] as WebhookRecord;
    });
    return { webhook, secret };
  }

  /** The newest first. */
  async list(owner: string): Promise<WebhookRecord[]> {
    return (await this.database.primary.query<WebhookRow>(sql.listWebhooks, [owner])).rows;
  }

  /** @throws WebhookNotFound, also for those of others */
  async get(owner: string, id: string): Promise<WebhookRecord> {
    return this.#one(owner, id, sql.getWebhook);
  }

  /** @throws WebhookNotFound */
  async change(owner: string, id: string, changes: WebhookChanges): Promise<WebhookRecord> {
    const { url, events, dataset, active } = changes;
    return this.#one(owner, id, sql.changeWebhook, [
      url ?? null,
      events ?? null,
      dataset !== undefined,
      dataset ?? null,
      active ?? null,
    ]);
  }

  /**
   * Its deliveries go with it.
   * @throws WebhookNotFound
   */
  async delete(owner: string, id: string): Promise<void> {
    const { rowCount } = isUuid(id)
      ? await this.database.primary.query(sql.deleteWebhook, [owner, id])
      : { rowCount: 0 };
    if (rowCount === 0) throw errors.WebhookNotFound({ id });
  }

  /** The newest first; `nextBefore` is null on the last page. @throws WebhookNotFound */
  async deliveries(
    owner: string,
    id: string,
    page: { state?: DeliveryRecord['state']; before?: string; limit: number },
  ): Promise<{ items: DeliveryRecord[]; nextBefore: string | null }> {
    const { id: webhookId } = await this.get(owner, id);
    const { rows } = await this.database.primary.query<DeliveryRow>(sql.listDeliveries, [
      webhookId,
      page.state ?? null,
      page.before ?? null,
      page.limit + 1,
    ]);
    const items: DeliveryRecord[] = rows.slice(0, page.limit);
    return { items, nextBefore: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
  }

  /**
   * Sends a delivery again, at once and with all attempts before it.
   * @throws WebhookNotFound, DeliveryNotFound
   */
  async redeliver(owner: string, id: string, deliveryId: string): Promise<DeliveryRecord> {
    const { id: webhookId } = await this.get(owner, id);
    const { rows } = /^\d{1,18}$/.test(deliveryId)
      ? await this.database.primary.query<DeliveryRow>(sql.redeliver, [webhookId, deliveryId])
      : { rows: [] };
    if (!rows[0]) throw errors.DeliveryNotFound({ id: deliveryId });
    return rows[0];
  }

  async #one(
    owner: string,
    id: string,
    statement: string,
    values: readonly unknown[] = [],
  ): Promise<WebhookRecord> {
    const { rows } = isUuid(id)
      ? await this.database.primary.query<WebhookRow>(statement, [owner, id, ...values])
      : { rows: [] };
    if (!rows[0]) throw errors.WebhookNotFound({ id });
    return rows[0];
  }
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
