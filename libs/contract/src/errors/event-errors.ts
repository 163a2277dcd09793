import { define } from './define.js';

/** What can stand between a client and the events that it follows. */
export const eventErrors = {
  TooManyStreams: define<{ limit: number }>({
    status: 429,
    retryable: true,
    message: ({ limit }) =>
      `This client already follows the allowed ${limit} event streams of this server at once. Close one, or follow several things by 'GET /api/events'.`,
    details: ({ limit }) => ({ limit }),
  }),
  WebhookNotFound: define<{ id: string }>({
    status: 404,
    message: ({ id }) => `There is no webhook '${id.slice(0, 80)}'.`,
  }),
  DeliveryNotFound: define<{ id: string }>({
    status: 404,
    message: ({ id }) =>
      `The webhook has no delivery '${id.slice(0, 80)}'; those older than the operator's limit are deleted.`,
  }),
  TooManyWebhooks: define<{ limit: number }>({
    status: 409,
    message: ({ limit }) => `You already have the allowed ${limit} webhooks. Delete one first.`,
    details: ({ limit }) => ({ limit }),
  }),
};
