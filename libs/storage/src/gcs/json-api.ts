import { setTimeout as sleep } from 'node:timers/promises';
import { GcsError, isPassing } from './gcs-error.js';

/** Milliseconds until the store's answer must begin. */
const patience = 60_000;
const attempts = 6;
/** Milliseconds before the second attempt, doubled for each that follows. */
const firstPause = 250;
const longestPause = 8000;

export interface GcsRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's beginning, such as `/storage/v1/b/bucket/o`; or a whole address, which is asked without a token. */
  path: string;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  body?: Uint8Array<ArrayBuffer> | string;
  signal?: AbortSignal | undefined;
  /** Of statuses, which are an answer and no failure; by default those of a success. */
  accept?: (status: number) => boolean;
  /** False for a request that must not be repeated as it is. */
  repeatable?: boolean;
}

/** Google's JSON API over HTTP: tokens, and patience with what passes. */
export class JsonApi {
  constructor(
    private readonly endpoint: string,
    /** Makes headers with a token; null for an emulator, which takes none. */
    private readonly authorize: ((url: string) => Promise<Headers>) | null,
  ) {}

  /** @throws GcsError for an answer that is none of those accepted; what `fetch` throws when none came */
  async send(request: GcsRequest): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(request);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (!isPassing(error) || attempt === attempts || request.repeatable === false) throw error;
        await pause(attempt, request.signal);
      }
    }
  }

  async #once({ method = 'GET', path, query = {}, headers, body, signal, accept }: GcsRequest) {
    const whole = /^https?:/.test(path);
    const url = new URL(whole ? path : `${this.endpoint}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    const all = new Headers(whole ? undefined : await this.authorize?.(url.href));
    for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), patience);
    const signals = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    try {
      const response = await fetch(url, { method, headers: all, body: body ?? null, signal: signals });
      if (accept ? accept(response.status) : response.ok) return response;
      throw await GcsError.of(response);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A random part of a time that doubles, so that those who failed together do not come back together. */
export async function pause(attempt: number, signal?: AbortSignal): Promise<void> {
  const longest = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
  try {
    await sleep(longest * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}
