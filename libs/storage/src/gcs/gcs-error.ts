import { types } from 'node:util';
import { errors, RowhouseError } from '@rowhouse/contract';
import { systemCode } from '../file/disk-error.js';

/** An answer of the store that is no success. */
export class GcsError extends Error {
  override readonly name = 'GcsError';

  constructor(
    readonly status: number,
    message: string,
    /** Google's word for it, such as `rateLimitExceeded`. */
    readonly reason?: string,
  ) {
    super(message);
  }

  /** Reads what the store says: JSON, or plain text when bytes were asked for. */
  static async of(response: Response): Promise<GcsError> {
    const text = (await response.text()).slice(0, 4000);
    try {
      const { error } = JSON.parse(text);
      return new GcsError(response.status, String(error.message), error.errors?.[0]?.reason);
    } catch {
      return new GcsError(response.status, text.trim() || response.statusText);
    }
  }

  /** The same request may succeed a little later. */
  get passing(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500 || this.ofTooMany;
  }

  /** Of a 403: the store does not refuse this server, it has had too many requests. */
  get ofTooMany(): boolean {
    return /ratelimitexceeded|quotaexceeded/i.test(this.reason ?? '');
  }
}

/**
 * What the caller of a store is told when an operation on `key` failed; what is not the store's passes unchanged. An
 * object that is `written` need not be there, so it's the bucket that is missing.
 */
export function gcsError(error: unknown, key: string, { written = false } = {}): unknown {
  if (error instanceof RowhouseError || !types.isNativeError(error)) return error;
  const options = { cause: error };
  if (!(error instanceof GcsError))
    return isOfNetwork(error) ? errors.StorageUnavailable(undefined, options) : error;
  if (error.status === 404) {
    return written || /bucket does not exist/i.test(error.message)
      ? errors.StorageRefused({ reason: 'no-bucket' }, options)
      : errors.BlobNotFound({ key }, options);
  }
  if ((error.status === 401 || error.status === 403) && !error.ofTooMany)
    return errors.StorageRefused({ reason: 'access-denied' }, options);
  return errors.StorageUnavailable(undefined, options);
}

/** What the system and `undici` call a connection that fails; other errors have codes too. */
const codesOfNetwork: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_DESTROYED',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_SOCKET',
]);

/** Nobody answered, or not to the end. `fetch` puts the failed system call, or its own name for what failed, behind a TypeError. */
export function isOfNetwork(error: unknown): boolean {
  if (!types.isNativeError(error) || error instanceof RowhouseError) return false;
  const codes = [error, error.cause].map((one) => systemCode(one) ?? '');
  return error.name === 'TimeoutError' || codes.some((code) => codesOfNetwork.has(code));
}

/** The same may succeed a little later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof GcsError) return error.passing;
  if (error instanceof RowhouseError) return error.code === 'StorageUnavailable';
  return isOfNetwork(error);
}

/** The HTTP status that an error of Google's libraries carries; null when there was no answer. */
export function statusOf(error: unknown): number | null {
  const { status, response } = error as { status?: unknown; response?: { status?: unknown } };
  const found = [response?.status, status].map(Number).find((value) => value >= 100 && value < 600);
  return found ?? null;
}
