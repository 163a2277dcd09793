import { z } from 'zod';
import { pageQuery } from './pages.js';

const url = z
  .string({ error: "'url' must be a text such as 'https://example.org/hook'" })
  .max(2000, "'url' must have at most 2000 characters")
  .refine(isHookUrl, "'url' must be an http or https URL without user, password and fragment");
const pattern = z
  .string({ error: "'events' must be a list of texts" })
  .max(100, 'an event pattern must have at most 100 characters')
  .regex(
    /^(job|dataset|\*|#)(\.([a-z]+|\*|#))*$/,
    "an event pattern is words with dots between them, such as 'job.succeeded', 'job.*' or 'dataset.#'",
  );
const events = z
  .array(pattern, { error: "'events' must be a list of event patterns" })
  .min(1, "'events' must name at least one event pattern")
  .max(20, "'events' must name at most 20 event patterns");
const dataset = z
  .string({ error: "'dataset' must be 'namespace/name'" })
  .regex(/^[^/]{1,200}\/[^/]{1,200}$/, "'dataset' must be 'namespace/name'")
  .nullable();

function isHookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
}

/** The body of `POST /api/webhooks`. */
export const createWebhookBody = z.strictObject({
  url,
  /** `*` stands for one word, `#` for any number of words. */
  events,
  dataset: dataset.optional().describe('Only events of this dataset, or of jobs about it.'),
});
export type CreateWebhookBody = z.infer<typeof createWebhookBody>;

/** The body of `PATCH /api/webhooks/{id}`. */
export const patchWebhookBody = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    dataset: dataset.optional(),
    /** True switches a webhook on again that was switched off; deliveries that waited go out then. */
    active: z.boolean({ error: "'active' must be true or false" }).optional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: "give at least one of 'url', 'events', 'dataset' and 'active'",
  });

const time = z.iso.datetime();

/** A webhook as `GET /api/webhooks` lists it. */
export const webhookItem = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  dataset: z.string().nullable(),
  active: z.boolean(),
  inactiveReason: z.string().nullable().describe('Why it is not active.'),
  failingSince: time.nullable().describe('Since when no delivery has succeeded; null when the last one did.'),
  createdAt: time,
});
export type WebhookItem = z.infer<typeof webhookItem>;

/** The answer of `POST /api/webhooks`, the only one that shows the secret. */
export const createdWebhook = webhookItem.extend({ secret: z.string() });
export type CreatedWebhook = z.infer<typeof createdWebhook>;

export const deliveryStates = ['pending', 'delivered', 'failed'] as const;

/** The query of `GET /api/webhooks/{id}/deliveries`. */
export const listDeliveriesQuery = pageQuery.extend({
  state: z
    .enum(deliveryStates, { error: `Parameter 'state' must be one of ${deliveryStates.join(', ')}` })
    .optional(),
});

/** One event on its way to a webhook. */
export const webhookDelivery = z.object({
  id: z.string(),
  messageId: z.string().describe('The header `webhook-id`; the same in every attempt.'),
  eventId: z.string().describe('The id of the event in streams.'),
  type: z.string(),
  state: z
    .enum(deliveryStates)
    .describe('`failed`: no attempt is left; it goes out again only by `…/redeliver`.'),
  attempt: z.number().int().describe('How often it was tried since it was made or sent again by hand.'),
  nextAttemptAt: time.nullable(),
  createdAt: time,
  finishedAt: time.nullable(),
  /** The last 20, oldest first. */
  attempts: z.array(
    z.object({
      at: time,
      status: z.number().int().nullable().describe('Null when no answer came.'),
      durationMs: z.number().int(),
      error: z.string().nullable(),
    }),
  ),
});
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
