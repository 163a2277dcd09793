import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { AddressGuard } from './address-guard.js';

/** What is sent, and how it is signed. */
export interface WebhookMessage {
  url: string;
  /** `whsec_…`. */
  secret: string;
  /** The same in every attempt. */
  id: string;
  body: string;
}

export interface WebhookAnswer {
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** Why it does not count as received. */
  error: string | null;
  /** What the receiver asked for with `Retry-After`, in milliseconds. */
  retryAfterMs: number | null;
}

/** More of an answer's body is not read; none of it is kept. */
const maxAnswerBytes = 64 * 1024;

/**
 * One request by the Standard Webhooks specification (standardwebhooks.com): headers `webhook-id`,
 * `webhook-timestamp` and `webhook-signature`. Redirects are not followed. Never throws: what went wrong is the
 * answer. `signal` ends it at once.
 */
export async function sendWebhook(
  message: WebhookMessage,
  guard: AddressGuard,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await post(message, guard, AbortSignal.any([timeout, signal]));
    const status = response.statusCode ?? 0;
    return { status, error: errorOf(status), retryAfterMs: retryAfterMs(response) };
  } catch (error) {
    const seconds = timeoutMs / 1000;
    const reason = timeout.aborted ? `no answer within ${seconds} seconds` : (error as Error).message;
    return { status: null, error: reason, retryAfterMs: null };
  }
}

async function post(
  message: WebhookMessage,
  guard: AddressGuard,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(message.url);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const address = await unlessAborted(guard.addressOf(name), signal);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      method: 'POST',
      host: address,
      ...(isIP(name) === 0 && { servername: name }),
      ...(url.port !== '' && { port: url.port }),
      path: `${url.pathname}${url.search}`,
      headers: { Host: url.host, ...signedHeaders(message) },
      agent: false,
      signal,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      readOff(response);
      // Its status says it all, also when the body ends early.
      response.on('close', () => resolve(response));
    });
    outgoing.end(message.body);
  });
}

function signedHeaders({ id, secret, body }: WebhookMessage): Record<string, string> {
  const now = new Date();
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
    'User-Agent': 'rowhouse-webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
}

function readOff(response: IncomingMessage): void {
  let read = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > maxAnswerBytes) response.destroy();
  });
}

/** The resolver of names can't be stopped, but need not be waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason as Error);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', onAbort));
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `answered ${status}; redirects are not followed`;
  return `answered ${status}`;
}

/** Seconds or a date, as RFC 9110 §10.2.3 has it. */
function retryAfterMs({ headers }: IncomingMessage): number | null {
  const text = headers['retry-after'];
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
