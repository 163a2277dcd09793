import { authorization } from './access-token.js';
import { afterOwnWrites } from './own-writes.js';

/** An answer that is no success, in the words of the server where it gave some. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly code: string,
    message: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
  ) {
    super(message);
  }
}

/** Fetches JSON; throws `RequestError` for error answers and for a server that can't be reached. */
export async function getJson<T>(
  url: string,
  signal?: AbortSignal,
  headers?: Record<string, string>,
): Promise<T> {
  return (await send(url, { signal }, headers)) as T;
}

/** Posts without a body and returns the JSON answer. */
export async function post<T>(url: string): Promise<T> {
  return (await send(url, { method: 'POST' })) as T;
}

/** Sends JSON, or nothing; the answer may have no body. */
export async function sendJson(method: string, url: string, body?: object): Promise<unknown> {
  if (body === undefined) return send(url, { method });
  return send(url, { method, body: JSON.stringify(body) }, { 'content-type': 'application/json' });
}

async function send(url: string, init: RequestInit, more: Record<string, string> = {}): Promise<unknown> {
  const headers = { accept: 'application/json', ...afterOwnWrites(), ...authorization(url), ...more };
  const response = await fetch(url, { ...init, headers }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw new RequestError('Unreachable', 'The server can’t be reached. Is it running?', 0);
  });
  if (!response.ok) throw errorOf(response.status, await response.text());
  return response.status === 204 ? null : response.json();
}

/** Reads the one error form `{"error", "code"}`, with its cause where it names one; a proxy's page becomes a plain sentence. */
export function errorOf(status: number, body: string): RequestError {
  try {
    const { error, code, cause_message: cause } = JSON.parse(body) as Record<string, unknown>;
    const message = typeof cause === 'string' ? `${error}: ${cause}` : error;
    if (typeof message === 'string') return new RequestError(String(code ?? status), message, status);
  } catch {
    // Not JSON: the sentence below says what is known.
  }
  return new RequestError(String(status), `The server answered with status ${status}.`, status);
}
