/** What a client may learn beyond the sentence: limit, actual value, next step, a URL to follow. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The one form of every error body: `{"error": sentence, "code": code, ...details}`. */
export type ErrorBody = { error: string; code: string } & Record<string, unknown>;

/** An error of the closed catalogue; the only kind of error whose text reaches a client. */
export class RowhouseError extends Error {
  override readonly name = 'RowhouseError';

  constructor(
    /** Goes into `code` and the `X-Error-Code` header. */
    readonly code: string,
    /** HTTP status. */
    readonly status: number,
    /** True when the same request may succeed later without a change. */
    readonly retryable: boolean,
    message: string,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  /** The body as the wire carries it; the cause and the stack stay on the server. */
  toJSON(): ErrorBody {
    return { ...this.details, error: this.message, code: this.code };
  }

  /** Rebuilds an error that crossed a process boundary or came out of the database. */
  static fromJSON(stored: StoredError): RowhouseError {
    return new RowhouseError(stored.code, stored.status, stored.retryable, stored.message, stored.details);
  }

  toStored(): StoredError {
    const { code, status, retryable, message, details } = this;
    return { code, status, retryable, message, details };
  }
}

/** A `RowhouseError` as data. */
export interface StoredError {
  code: string;
  status: number;
  retryable: boolean;
  message: string;
  details: ErrorDetails;
}
