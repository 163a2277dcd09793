import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { addVary } from './vary.js';

/** Weak: the same answer goes out plain and compressed. */
export function weakEtag(body: string | Buffer): string {
  return `W/"${createHash('sha1').update(body).digest('base64url')}"`;
}

/** Weak comparison of RFC 9110 §13.1.2. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => bare(tag) === bare(etag));
}

/** How long a viewer answer may be kept, as in the reference; whoever knows better sets the header. */
const viewerCacheControl = 'max-age=120';

/** Gives every JSON answer to a read an ETag, and answers 304 to who has it already. */
export function addConditionalRequests(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const { method } = request;
    if (reply.statusCode !== 200 || (method !== 'GET' && method !== 'HEAD')) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    if (!reply.hasHeader('cache-control')) reply.header('Cache-Control', viewerCacheControl);
    const type = String(reply.getHeader('content-type') ?? '');
    if (!type.startsWith('application/json') || String(reply.getHeader('cache-control')).includes('no-store'))
      return payload;
    const given = reply.getHeader('etag');
    const etag = typeof given === 'string' ? given.replace(/^"/, 'W/"') : weakEtag(payload);
    reply.header('ETag', etag);
    addVary(reply, 'accept-encoding');
    if (!matchesEtag(request.headers['if-none-match'], etag)) return payload;
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    // Fastify's HEAD routes can't take null here.
    return method === 'HEAD' ? '' : null;
  });
}
