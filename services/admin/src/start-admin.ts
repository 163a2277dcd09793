import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { listenBacklog, NestLog, type Page, ServerCertificate, servePage } from '@rowhouse/http';
import { createLogger } from '@rowhouse/telemetry';
import { AdminModule } from './admin.module.js';
import { ErrorFilter } from './http/error-filter.js';
import type { AdminSettings } from './settings.js';

/** Starts the whole service and resolves when it listens. It stops in order on SIGINT and SIGTERM. */
export async function startAdmin(settings: AdminSettings, dashboard: Page): Promise<NestFastifyApplication> {
  const log = createLogger({ service: 'admin', level: settings.LOG_LEVEL });
  const certificate = ServerCertificate.read(settings.TLS_DIR, log);
  const secure = certificate && { https: certificate.options };
  const app = await NestFactory.create<NestFastifyApplication>(
    AdminModule.with(settings, log),
    new FastifyAdapter({ forceCloseConnections: 'idle', bodyLimit: 65_536, ...secure }),
    { logger: new NestLog(log), abortOnError: false },
  ).catch((error: unknown) => {
    log.fatal({ err: error }, 'the admin service could not start');
    throw error;
  });
  app.useGlobalFilters(new ErrorFilter(log));
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  await servePage(app, '/admin', dashboard);
  await app.listen({ host: settings.HOST, port: settings.PORT, backlog: listenBacklog });
  certificate?.follow(app.getHttpServer());
  log.info({ url: await app.getUrl() }, 'the admin service listens');
  return app;
}
