import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { listenBacklog, NestLog, type Page, ServerCertificate, servePage } from '@rowhouse/http';
import type { Logger } from '@rowhouse/telemetry';
import { Metrics } from '@rowhouse/telemetry';
import { AccessDecisions } from './access/access-decisions.js';
import { AccessRuleGuard } from './access/access-rule.guard.js';
import { AppModule } from './app.module.js';
import { createAdapter } from './http/create-adapter.js';
import { Shutdown } from './platform/shutdown.js';
import type { ApiSettings } from './settings.js';

/** An api service that takes requests. */
export interface RunningApi {
  /** Such as `http://127.0.0.1:8081`. */
  url: string;
  /** All that it answers, as `GET /api/datasets/:namespace/:name`. */
  routes: readonly string[];
  /** Takes no new connections, lets requests in flight end within `graceMs`, then closes everything. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Connects, listens and resolves when requests are answered; without a `site` there is no page at `/`. Rejects with
 * what stands in the way.
 */
export async function startApi(settings: ApiSettings, log: Logger, site?: Page): Promise<RunningApi> {
  const metrics = new Metrics({ service: 'api' });
  const shutdown = new Shutdown();
  // Compressed, a page takes about a quarter of its size.
  const keptBytes = (settings.PAGE_CACHE_MB * 1024 * 1024) / 4;
  const decisions = new AccessDecisions();
  const certificate = ServerCertificate.read(settings.TLS_DIR, log);
  const parts = { log, metrics, shutdown, decisions, keptBytes, certificate };
  const { adapter, filter, routes } = await createAdapter(parts);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.for({ settings, log, metrics, shutdown, decisions }),
    adapter,
    {
      logger: new NestLog(log),
      bodyParser: false,
      abortOnError: false,
    },
  );
  app.useGlobalFilters(filter);
  app.useGlobalGuards(new AccessRuleGuard(decisions));
  if (site) await servePage(app, '/', site);
  await app.listen({ port: settings.PORT, host: settings.HOST, backlog: listenBacklog });
  certificate?.follow(app.getHttpServer());
  const url = await app.getUrl();
  log.info({ url }, 'ready');
  return { url, routes: routes.list(), close: (graceMs = 10_000) => close(app, shutdown, graceMs, log) };
}

async function close(
  app: NestFastifyApplication,
  shutdown: Shutdown,
  graceMs: number,
  log: Logger,
): Promise<void> {
  shutdown.begin();
  const cut = setTimeout(() => {
    log.warn({ graceMs }, 'requests still in flight are cut off');
    app.getHttpServer().closeAllConnections();
  }, graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
