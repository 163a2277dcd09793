import { z } from 'zod';
import {
  createdToken,
  createTokenBody,
  listTokensQuery,
  namespaceItem,
  putNamespaceBody,
  tokenItem,
  whoAmI,
} from '../api/tokens.js';
import { bodyErrors, callerErrors } from './error-groups.js';
import { examples } from './examples.js';
import { answerHeaders } from './headers.js';
import { json, type Operation } from './operation.js';
import { idPath } from './paths.js';

const common = { tag: 'access', token: 'required' } as const satisfies Partial<Operation>;

/** Who may do what. */
export const accessOperations: readonly Operation[] = [
  {
    ...common,
    id: 'createToken',
    method: 'post',
    path: '/api/tokens',
    summary: 'Makes an access token.',
    body: {
      required: true,
      content: {
        'application/json': { schema: createTokenBody, example: { name: 'laptop', scope: 'read' } },
      },
    },
    answers: {
      201: {
        description: 'The only answer that ever holds the token itself.',
        content: json(createdToken, { ...examples.token, token: 'rwh_…' }),
        headers: answerHeaders.created,
      },
    },
    errors: [...callerErrors, ...bodyErrors, 'NotAllowed'],
  },
  {
    ...common,
    id: 'listTokens',
    method: 'get',
    path: '/api/tokens',
    summary: "The tokens of the caller's owner, the newest first; an administrator sees all.",
    query: listTokensQuery,
    answers: {
      200: {
        description: 'A page of tokens.',
        content: json(z.array(tokenItem), [examples.token]),
        headers: answerHeaders.page.pick({ Link: true }),
      },
    },
    errors: [...callerErrors, 'InvalidParameter', 'NotAllowed'],
  },
  {
    ...common,
    id: 'getToken',
    method: 'get',
    path: '/api/tokens/{id}',
    summary: 'One access token.',
    pathParameters: idPath,
    answers: { 200: { description: 'The token.', content: json(tokenItem, examples.token) } },
    errors: [...callerErrors, 'TokenNotFound'],
  },
  {
    ...common,
    id: 'revokeToken',
    method: 'delete',
    path: '/api/tokens/{id}',
    summary: 'Revokes an access token.',
    pathParameters: idPath,
    answers: { 204: { description: 'From now on it is refused.', headers: answerHeaders.written } },
    errors: [...callerErrors, 'TokenNotFound', 'NotAllowed'],
  },
  {
    ...common,
    id: 'giveNamespace',
    method: 'put',
    path: '/api/namespaces/{namespace}',
    summary: 'Gives a namespace to an owner; for administrators.',
    pathParameters: z.object({ namespace: z.string().meta({ example: 'me' }) }),
    body: {
      required: true,
      content: { 'application/json': { schema: putNamespaceBody, example: { owner: 'alice' } } },
    },
    answers: {
      200: {
        description: 'As it is now.',
        content: json(namespaceItem, { name: 'me', owner: 'alice' }),
        headers: answerHeaders.written,
      },
    },
    errors: [...callerErrors, ...bodyErrors, 'NotAllowed', 'InvalidName'],
  },
  {
    ...common,
    id: 'whoAmI',
    method: 'get',
    path: '/api/whoami-v2',
    summary: "Whose token this is, as Hugging Face's Hub tells it.",
    answers: {
      200: {
        description: 'The owner of the token.',
        content: json(whoAmI, {
          type: 'user',
          name: 'alice',
          auth: { type: 'access_token', accessToken: { displayName: 'laptop', role: 'read' } },
        }),
      },
    },
    errors: callerErrors,
  },
];
