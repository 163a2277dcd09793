/** A Postgres URL that was checked; `shown` is what may be logged. */
export interface ConnectionUrl {
  readonly text: string;
  /** `host:port/database`, without user and password. */
  readonly shown: string;
  /** Start-up options the URL itself carries (`?options=-c…`), or an empty string. */
  readonly startupOptions: string;
}

/**
 * Checks a Postgres URL. The error names `what` and the rule, never the URL: it holds a password, and Node's own
 * error for a bad URL carries the whole input.
 */
export function parseConnectionUrl(text: string, what: string): ConnectionUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new Error(`The URL of ${what} is not valid: expected postgres://user:password@host:port/database.`);
  }
  const host = url.hostname || url.searchParams.get('host') || 'localhost';
  return {
    text,
    shown: `${host}:${url.port || url.searchParams.get('port') || '5432'}${url.pathname}`,
    startupOptions: url.searchParams.get('options') ?? '',
  };
}
