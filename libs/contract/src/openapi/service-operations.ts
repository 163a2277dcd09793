import { z } from 'zod';
import { json, type Operation } from './operation.js';

const common = {
  method: 'get',
  tag: 'operation',
  token: 'open',
  errors: [],
} as const satisfies Partial<Operation>;
const text = (description: string, type = 'text/plain') => ({
  200: { description, content: { [type]: { schema: z.string() } } },
});

/** What probes and browsers ask. */
export const serviceOperations: readonly Operation[] = [
  {
    ...common,
    id: 'getOpenApi',
    path: '/openapi.json',
    summary: 'This document.',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        content: json(
          z.looseObject({ openapi: z.literal('3.1.1'), paths: z.record(z.string(), z.unknown()) }),
          { openapi: '3.1.1', paths: {} },
        ),
      },
    },
  },
  {
    ...common,
    id: 'getDocs',
    path: '/docs',
    summary: 'This document as a page.',
    answers: text('The page.', 'text/html'),
  },
  {
    ...common,
    id: 'getHealth',
    path: '/healthcheck',
    summary: 'Whether the process lives.',
    answers: text('`ok`.'),
  },
  {
    ...common,
    id: 'getReadiness',
    path: '/readiness',
    summary: 'Whether requests should come to this process. Hidden by the front door.',
    answers: {
      200: {
        description: 'They should.',
        content: json(z.object({ status: z.literal('ready') }), { status: 'ready' }),
      },
    },
  },
  {
    ...common,
    id: 'getMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus. Hidden by the front door.',
    answers: text('In the text format of Prometheus.'),
  },
];
