export { logTopic } from './log/bus-teller.js';
export { envelopeOf } from './log/envelope.js';
export { EventKeeper, type EventKeeperOptions } from './log/event-keeper.js';
export { EventLog, type LogBounds } from './log/event-log.js';
export { EventMetrics } from './log/event-metrics.js';
export { EventTail, type EventTailOptions, type TailListener } from './log/event-tail.js';
export { type EventFilter, type LoggedEvent, matchesFilter } from './log/logged-event.js';
export { eventsMigrations } from './schema/events-schema.js';
export { DeliveryQueue, type DueDelivery } from './webhooks/delivery-queue.js';
export {
  type DeliveryAttempt,
  type DeliveryRecord,
  messageIdOf,
  type WebhookRecord,
} from './webhooks/webhook.js';
export { type WebhookChanges, type WebhookRequest, WebhookStore } from './webhooks/webhook-store.js';
