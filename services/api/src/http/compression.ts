import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Compresses text of 500 bytes and more. Downloads go out as they are: their ranges count stored bytes. */
export async function addCompression(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    if (route.url.includes('/resolve/')) route.compress = false;
  });
  await fastify.register(compress, {
    encodings: ['br', 'gzip', 'identity'],
    threshold: 500,
    customTypes: /^(application\/(json|javascript)|text\/(?!event-stream)|image\/svg)/,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } },
    globalDecompression: false,
  });
}
