import { loadSettings } from '@rowhouse/config';
import { banner } from './banner.js';
import { standaloneSettings } from './settings.js';
import { Supervisor } from './supervisor.js';

const settings = loadSettings(standaloneSettings);
const say = (line: string) => process.stdout.write(`${line}\n`);
const supervisor = new Supervisor(settings, say);

let stopping = false;
const stop = async (status: number) => {
  if (stopping) return;
  stopping = true;
  say('Stopping');
  await supervisor.stop();
  process.exit(status);
};
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
process.on('SIGHUP', () => void stop(0));

try {
  const url = await supervisor.start();
  say(banner(url, { home: settings.ROWHOUSE_HOME, authMode: settings.ROWHOUSE_AUTH_MODE }));
} catch (error) {
  if (!stopping) {
    process.stderr.write(
      `Rowhouse could not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    await stop(1);
  }
}
