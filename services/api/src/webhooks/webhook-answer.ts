import type { WebhookDelivery, WebhookItem } from '@rowhouse/contract';
import { type DeliveryRecord, messageIdOf, type WebhookRecord } from '@rowhouse/events';

/** A webhook as the wire shows it. */
export function webhookAnswer(webhook: WebhookRecord): WebhookItem {
  return {
    id: webhook.id,
    url: webhook.url,
    events: webhook.events,
    dataset: webhook.dataset,
    active: webhook.disabledAt === null,
    inactiveReason: webhook.disabledReason,
    failingSince: webhook.failingSince?.toISOString() ?? null,
    createdAt: webhook.createdAt.toISOString(),
  };
}

/** A delivery as the log of a webhook shows it. */
export function deliveryAnswer(delivery: DeliveryRecord): WebhookDelivery {
  return {
    id: delivery.id,
    messageId: messageIdOf(delivery),
    eventId: String(delivery.position),
    type: delivery.topic,
    state: delivery.state,
    attempt: delivery.attempt,
    nextAttemptAt: delivery.nextAt?.toISOString() ?? null,
    createdAt: delivery.createdAt.toISOString(),
    finishedAt: delivery.finishedAt?.toISOString() ?? null,
    attempts: delivery.attempts,
  };
}
