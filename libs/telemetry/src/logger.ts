import { type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger };

/**
 * A JSON logger on stdout. Fields named `password` or `authorization` and passwords in the URLs of an `err` are masked;
 * who logs a URL elsewhere passes it through `maskUrlPasswords`.
 */
export function createLogger(options: { service: string; level: string }): Logger {
  return pino({
    level: options.level,
    base: { service: options.service, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: ['*.password', '*.authorization', 'req.headers.authorization', 'req.headers.cookie'] },
    serializers: { err: withoutSecrets },
  });
}

/** Replaces `user:password@` in any URL of a text. */
export function maskUrlPasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^:@/\s]*):[^/\s]*@/gi, '$1:***@');
}

function withoutSecrets(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const cause = error.cause === undefined ? undefined : withoutSecrets(error.cause);
  return {
    type: error.name,
    message: maskUrlPasswords(error.message),
    stack: error.stack === undefined ? undefined : maskUrlPasswords(error.stack),
    code: (error as { code?: unknown }).code,
    ...(cause === undefined ? {} : { cause }),
  };
}
