import { errors, RowhouseError } from '@rowhouse/contract';

/** node-postgres gives these no code. */
const connectionMessages =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|not queryable|Cannot use a pool after/;

const socketCodes =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENOENT|EPROTO)$/;

/** The SQLSTATE of a server's error or the code of a socket's; undefined for others. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The server is gone, going, not letting anybody in, or silent. */
export function isConnectionFailure(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return /^(08...|57P0\d|53300)$/.test(code) || socketCodes.test(code);
  return error instanceof Error && connectionMessages.test(error.message);
}

/** A transaction that lost a race and may succeed when it runs again. */
export function isLostRace(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/**
 * True when a read that failed on a replica may succeed on another server: the connection broke, replay cancelled
 * the query (40001, 40P01), the machine is in trouble (classes 53, 58, XX), or the replica has not yet replayed the
 * migration that made a table, column or function (42P01, 42703, 42883, 42704, 3F000).
 */
export function mayAnswerElsewhere(error: unknown): boolean {
  if (isConnectionFailure(error) || isLostRace(error)) return true;
  const code = codeOf(error);
  return code !== undefined && /^(53...|58...|XX...|42P01|42703|42883|42704|3F000)$/.test(code);
}

/** What a caller sees: a lost connection becomes `DatabaseUnavailable`, everything else stays as it is. */
export function shownFailure(error: unknown): unknown {
  if (error instanceof RowhouseError || !isConnectionFailure(error)) return error;
  return errors.DatabaseUnavailable(undefined, { cause: error });
}

/** What the driver or server said, in one line; never holds a password, since neither repeats the URL. */
export function reasonOf(error: unknown): string {
  const inner = error instanceof RowhouseError ? (error.cause ?? error) : error;
  if (!(inner instanceof Error)) return String(inner);
  // Node reports a host with several addresses as an AggregateError with an empty message.
  return inner.message || codeOf(inner) || inner.name;
}
