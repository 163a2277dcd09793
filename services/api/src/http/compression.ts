import { constants } from 'node:zlib';
import negotiator from '@fastify/accept-negotiator';
import compress from '@fastify/compress';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CompressedAnswers, type Encoding } from './compressed-answers.js';

/** Shorter ones would hardly become smaller. */
const threshold = 500;
const encodings: (Encoding | 'identity')[] = ['br', 'gzip', 'identity'];

/**
 * Compresses text. Answers with an ETag are kept compressed, in `keptBytes` at most; all others are compressed as they
 * are sent. Downloads go out as they are: their ranges count stored bytes.
 */
export async function addCompression(fastify: FastifyInstance, keptBytes: number): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    if (route.url.includes('/resolve/')) route.compress = false;
  });
  sendKeptAnswers(fastify, new CompressedAnswers(keptBytes));
  await fastify.register(compress, {
    encodings,
    threshold,
    customTypes: /^(application\/(json|javascript)|text\/(?!event-stream)|image\/svg)/,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    globalDecompression: false,
  });
}

/** Goes before the plugin, which leaves alone what has an encoding. */
function sendKeptAnswers(fastify: FastifyInstance, answers: CompressedAnswers): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    const etag = reply.getHeader('etag');
    if (typeof etag !== 'string' || payload.length < threshold || reply.hasHeader('content-encoding'))
      return payload;
    const encoding = encodingFor(request);
    if (!encoding) return payload;
    reply.header('Content-Encoding', encoding);
    return answers.get(etag, payload, encoding);
  });
}

function encodingFor({ headers }: FastifyRequest): Encoding | null {
  const accepted = headers['accept-encoding'];
  if (accepted === undefined || headers['x-no-compression'] !== undefined) return null;
  const encoding = negotiator.negotiate(accepted.toLowerCase(), encodings);
  return encoding === 'identity' ? null : encoding;
}
