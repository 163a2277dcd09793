/** A webhook without its secret. */
export interface WebhookRecord {
  id: string;
  owner: string;
  url: string;
  /** Patterns as those of the event bus. */
  events: string[];
  /** Only events about this dataset, `namespace/name`; null for all. */
  dataset: string | null;
  disabledAt: Date | null;
  disabledReason: string | null;
  /** Since when no delivery has succeeded. */
  failingSince: Date | null;
  createdAt: Date;
}

export interface DeliveryAttempt {
  /** ISO 8601. */
  at: string;
  /** HTTP status; null when no answer came. */
  status: number | null;
  durationMs: number;
  error: string | null;
}

/** One event on its way to one webhook. */
export interface DeliveryRecord {
  /** A bigint as text. */
  id: string;
  webhookId: string;
  position: number;
  topic: string;
  state: 'pending' | 'delivered' | 'failed';
  attempt: number;
  nextAt: Date | null;
  /** The last ones, oldest first. */
  attempts: DeliveryAttempt[];
  createdAt: Date;
  finishedAt: Date | null;
}

/** The same in every attempt, so that a receiver can tell a repetition. */
export function messageIdOf({ webhookId, position }: { webhookId: string; position: number }): string {
  return `msg_${webhookId.replaceAll('-', '')}_${position}`;
}
