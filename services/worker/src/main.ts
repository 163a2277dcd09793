import { loadSettings } from '@rowhouse/config';
import { createLogger } from '@rowhouse/telemetry';
import { workerSettings } from './settings.js';
import { startWorker } from './worker.js';

const settings = loadSettings(workerSettings);
const log = createLogger({ service: 'worker', level: settings.LOG_LEVEL });
try {
  const worker = await startWorker(settings, log);
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await worker.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  log.fatal({ err: error }, 'the worker could not start');
  process.exit(1);
}
