import 'reflect-metadata';
import { loadSettings } from '@rowhouse/config';
import { createLogger } from '@rowhouse/telemetry';
import { contentSecurityPolicy, siteFolder } from '@rowhouse/web';
import { apiSettings } from './settings.js';
import { startApi } from './start-api.js';

const settings = loadSettings(apiSettings);
const log = createLogger({ service: 'api', level: settings.LOG_LEVEL });

const starting = startApi(settings, log, { folder: siteFolder, contentSecurityPolicy });

let closing = false;
/** Also during the start, whose end it waits for. */
const stop = async (signal: string) => {
  if (closing) process.exit(1);
  closing = true;
  log.info({ signal }, 'closing');
  try {
    await (await starting).close();
    process.exit(0);
  } catch (err) {
    log.error({ err }, 'did not close cleanly');
    process.exit(1);
  }
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

try {
  await starting;
} catch (err) {
  log.fatal({ err }, 'could not start');
  process.exit(1);
}
