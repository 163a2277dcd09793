import { sessionSeconds } from '@rowhouse/auth';
import type { FastifyRequest } from 'fastify';

const name = 'rowhouse_session';

/** The session that a browser sends; undefined when it sends none. */
export function sessionOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

/** Makes the browser keep the session where no script reads it, and send it from our own pages only. */
export function keepSession(request: Pick<FastifyRequest, 'headers' | 'protocol'>, text: string): string {
  return cookie(request, text, sessionSeconds);
}

export function dropSession(request: Pick<FastifyRequest, 'headers' | 'protocol'>): string {
  return cookie(request, '', 0);
}

function cookie(
  { headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>,
  value: string,
  seconds: number,
): string {
  // The front door says by which scheme it was asked; a client that lies here only makes its own cookie stricter.
  const secure = protocol === 'https' || headers['x-forwarded-proto'] === 'https';
  return `${name}=${value}; Path=/admin; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
