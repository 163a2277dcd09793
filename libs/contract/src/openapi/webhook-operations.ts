import { z } from 'zod';
import {
  createdWebhook,
  createWebhookBody,
  listDeliveriesQuery,
  patchWebhookBody,
  webhookDelivery,
  webhookItem,
} from '../api/webhooks.js';
import { bodyErrors, callerErrors } from './error-groups.js';
import { examples } from './examples.js';
import { answerHeaders } from './headers.js';
import { json, type Operation } from './operation.js';
import { idPath } from './paths.js';

const path = '/api/webhooks/{id}';
const common = {
  tag: 'events',
  token: 'required',
  errors: [...callerErrors, 'WebhookNotFound'],
} as const satisfies Partial<Operation>;
const item = { description: 'The webhook.', content: json(webhookItem, examples.webhook) };

/** Who is told of events by a signed request. */
export const webhookOperations: readonly Operation[] = [
  {
    ...common,
    id: 'createWebhook',
    method: 'post',
    path: '/api/webhooks',
    summary: 'Makes a webhook.',
    body: {
      required: true,
      content: {
        'application/json': {
          schema: createWebhookBody,
          example: { url: 'https://example.org/hook', events: ['job.*'] },
        },
      },
    },
    answers: {
      201: {
        description: 'The only answer that holds the secret with which deliveries are signed.',
        content: json(createdWebhook, {
          ...examples.webhook,
          secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
        }),
        headers: answerHeaders.created.pick({ Location: true }),
      },
    },
    errors: [...callerErrors, ...bodyErrors, 'TooManyWebhooks'],
  },
  {
    ...common,
    id: 'listWebhooks',
    method: 'get',
    path: '/api/webhooks',
    summary: "The caller's webhooks, the newest first.",
    answers: {
      200: {
        description: 'All of them.',
        content: json(z.array(webhookItem), [examples.webhook]),
        headers: answerHeaders.read,
      },
    },
    errors: callerErrors,
  },
  {
    ...common,
    id: 'getWebhook',
    method: 'get',
    path,
    summary: 'One webhook.',
    pathParameters: idPath,
    answers: { 200: { ...item, headers: answerHeaders.read } },
  },
  {
    ...common,
    id: 'patchWebhook',
    method: 'patch',
    path,
    summary: 'Changes a webhook.',
    pathParameters: idPath,
    body: {
      required: true,
      content: { 'application/json': { schema: patchWebhookBody, example: { active: true } } },
    },
    answers: { 200: item },
    errors: [...common.errors, ...bodyErrors],
  },
  {
    ...common,
    id: 'deleteWebhook',
    method: 'delete',
    path,
    summary: 'Deletes a webhook.',
    pathParameters: idPath,
    answers: { 204: { description: 'It is gone.' } },
  },
  {
    ...common,
    id: 'listDeliveries',
    method: 'get',
    path: `${path}/deliveries`,
    summary: 'What became of the events of a webhook, the newest first.',
    pathParameters: idPath,
    query: listDeliveriesQuery,
    answers: {
      200: {
        description: 'A page of deliveries.',
        content: json(z.array(webhookDelivery), [examples.delivery]),
        headers: answerHeaders.page,
      },
    },
    errors: [...common.errors, 'InvalidParameter'],
  },
  {
    ...common,
    id: 'redeliver',
    method: 'post',
    path: `${path}/deliveries/{delivery}/redeliver`,
    summary: 'Sends a delivery once more.',
    pathParameters: idPath.extend({ delivery: z.string() }),
    answers: {
      202: { description: 'It goes out soon.', content: json(webhookDelivery, examples.delivery) },
    },
    errors: [...common.errors, 'DeliveryNotFound', 'Conflict'],
  },
];
