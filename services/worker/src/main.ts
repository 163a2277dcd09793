import { loadSettings } from '@rowhouse/config';
import { createLogger } from '@rowhouse/telemetry';
import { workerSettings } from './settings.js';
import { startWorker } from './worker.js';

const settings = loadSettings(workerSettings);
const log = createLogger({ service: 'worker', level: settings.LOG_LEVEL });
const starting = startWorker(settings, log);

let stopping = false;
/** Also during the start, whose end it waits for: what has begun to take jobs must hand them back. */
const stop = async (signal: string) => {
  if (stopping) process.exit(1);
  stopping = true;
  log.info({ signal }, 'stopping');
  try {
    await (await starting).stop();
    process.exit(0);
  } catch (err) {
    log.error({ err }, 'did not stop cleanly');
    process.exit(1);
  }
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

try {
  await starting;
} catch (err) {
  log.fatal({ err }, 'the worker could not start');
  process.exit(1);
}
