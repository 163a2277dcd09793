import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@rowhouse/telemetry';

/** Nest's own messages in the service's log; its start-up chatter only at debug level. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error({ err: message, stack, context }, String(message));
  }
}
