import type { IncomingHttpHeaders } from 'node:http';
import { matchesEtag } from '../http/conditional.js';

/** Whether the client has this very file already (RFC 9110 §13.2.2). */
export function isNotModified(headers: IncomingHttpHeaders, etag: string, modified: Date): boolean {
  if (headers['if-none-match'] !== undefined) return matchesEtag(headers['if-none-match'], etag);
  return isNoNewer(modified, headers['if-modified-since']);
}

/** Whether a range may be taken from this file: it is still the one of which the client has the other part. */
export function rangeApplies(headers: IncomingHttpHeaders, etag: string, modified: Date): boolean {
  const condition = headers['if-range'];
  if (typeof condition !== 'string') return true;
  return condition.startsWith('"') ? condition === etag : isNoNewer(modified, condition);
}

function isNoNewer(modified: Date, header: string | undefined): boolean {
  const since = Date.parse(header ?? '');
  return !Number.isNaN(since) && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}
