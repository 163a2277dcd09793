import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './running.js';

/** Ends the services of an earlier run whose supervisor was killed; only processes that are still what was started. */
export async function endLeftOvers(runFolder: string): Promise<void> {
  for (const name of await readdir(runFolder)) {
    if (!name.endsWith('.pid')) continue;
    const file = join(runFolder, name);
    const [pidText = '', command = ''] = (await readFile(file, 'utf8')).split('\n');
    const pid = Number(pidText);
    if (pid && (await isRunning(pid, command))) {
      process.kill(pid, 'SIGTERM');
      for (let tries = 0; tries < 50 && (await isRunning(pid, command)); tries++) await sleep(100);
      if (await isRunning(pid, command)) process.kill(pid, 'SIGKILL');
    }
    await rm(file, { force: true });
  }
}
