import { userJobKindNames } from '@rowhouse/contract';
import { topicMatcher } from '@rowhouse/messaging';
import type { LoggedEvent } from '../log/logged-event.js';
import type { WebhookRecord } from './webhook.js';

/** Whether an event is to be told to a webhook: it is asked for, and its owner may know of it. */
export function hears(
  webhook: Pick<WebhookRecord, 'owner' | 'events' | 'dataset'>,
  event: LoggedEvent,
): boolean {
  if (webhook.dataset !== null && event.subject !== webhook.dataset) return false;
  if (!webhook.events.some((pattern) => topicMatcher(pattern)(event.topic))) return false;
  return mayKnow(webhook.owner, event);
}

/** Jobs are their owner's business, as far as users submit them; a dataset that is private is that of its namespace's owner. */
function mayKnow(owner: string, { jobId, owner: of, private: hidden, data }: LoggedEvent): boolean {
  if (jobId !== null) return of === owner && (userJobKindNames as string[]).includes(String(data.kind));
  return !hidden || of === owner;
}
