import {
  answerHeaders,
  anyErrors,
  deliveredEvent,
  type ErrorCode,
  errorAnswer,
  errorFacts,
  type Operation,
  type OperationAnswer,
  operationTags,
} from '@rowhouse/contract';
import { z } from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';

const description = `Rowhouse is a self-hosted home for datasets.

Every error has the form \`{"error": "…", "code": "…", …}\` with the header \`X-Error-Code\`; those that may pass have \`Retry-After\`. A write answers with \`X-Consistency-Token\`, and a read that sends it back sees that write. JSON answers have an \`ETag\`. Every \`GET\` answers \`HEAD\` too. Lists are paged by the URL in \`Link\`.`;

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: readonly Operation[]): oas31.OpenAPIObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) };
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Rowhouse',
      version: '0.1.0',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(operationTags).map(([name, text]) => ({ name, description: text })),
    paths,
    webhooks: { event: { post: webhook } },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An access token, made with `POST /api/tokens`. None is needed where `AUTH_MODE` is `none`.',
        },
      },
    },
  }) as oas31.OpenAPIObject;
}

const security: Record<Operation['token'], oas31.SecurityRequirementObject[]> = {
  open: [],
  optional: [{}, { bearer: [] }],
  required: [{ bearer: [] }],
};

function described(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, description: more, pathParameters, query, headers, body } = operation;
  const parameters = {
    ...(pathParameters && { path: pathParameters }),
    ...(query && { query }),
    ...(headers && { header: headers }),
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(more && { description: more }),
    security: security[operation.token],
    ...(Object.keys(parameters).length > 0 && { requestParams: parameters }),
    ...(body && { requestBody: { required: body.required, content: { ...body.content } } }),
    responses: { ...successes(operation), ...failures([...operation.errors, ...anyErrors]) },
  };
}

function successes({ answers }: Operation): ZodOpenApiResponsesObject {
  const responses: Record<string, ZodOpenApiResponseObject> = {};
  for (const [status, answer] of Object.entries(answers)) responses[status] = response(answer);
  const conditional = answers[200]?.headers?.shape.ETag !== undefined;
  if (conditional) responses[304] ??= { description: 'The client has it: `If-None-Match` names its `ETag`.' };
  return responses as ZodOpenApiResponsesObject;
}

const response = ({ description: text, content, headers }: OperationAnswer): ZodOpenApiResponseObject => ({
  description: text,
  ...(content && { content: { ...content } }),
  ...(headers && { headers }),
});

/** The errors by status, each with the codes that it can have. */
function failures(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const responses: Record<string, ZodOpenApiResponseObject> = {};
  const byStatus = Object.groupBy(new Set(codes), (code) => errorFacts[code].status);
  for (const [status, of = []] of Object.entries(byStatus)) {
    const sorted = [...of].sort() as [ErrorCode, ...ErrorCode[]];
    const list = sorted.map((code) => `\`${code}\`${errorFacts[code].retryable ? ' (may pass)' : ''}`);
    responses[status] = {
      description: list.join(', '),
      headers: answerHeaders.error,
      content: {
        'application/json': { schema: z.intersection(errorAnswer, z.looseObject({ code: z.enum(sorted) })) },
      },
    };
  }
  return responses as ZodOpenApiResponsesObject;
}

const webhook: ZodOpenApiOperationObject = {
  operationId: 'webhookDelivery',
  tags: ['events'],
  summary: 'What a webhook is sent, signed as Standard Webhooks describes it.',
  requestParams: {
    header: z.object({
      'webhook-id': z.string().describe('The same in every attempt.'),
      'webhook-timestamp': z.string().describe('Seconds since 1970.'),
      'webhook-signature': z.string().describe('`v1,` and the HMAC-SHA256 in Base64.'),
    }),
  },
  requestBody: { required: true, content: { 'application/json': { schema: deliveredEvent } } },
  responses: { '2XX': { description: 'It has arrived; anything else is tried again.' } },
};
