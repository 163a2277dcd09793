import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends the services of an earlier run whose supervisor was killed; only processes that are still what was started. */
export async function endLeftOvers(runFolder: string): Promise<void> {
  for (const name of await readdir(runFolder)) {
    if (!name.endsWith('.pid')) continue;
    const file = join(runFolder, name);
    const [pidText = '', command = ''] = (await readFile(file, 'utf8')).split('\n');
    const pid = Number(pidText);
    if (pid && (await runs(pid, command))) {
      process.kill(pid, 'SIGTERM');
      for (let tries = 0; tries < 50 && (await runs(pid, command)); tries++) await sleep(100);
      if (await runs(pid, command)) process.kill(pid, 'SIGKILL');
    }
    await rm(file, { force: true });
  }
}

async function runs(pid: number, command: string): Promise<boolean> {
  const actual = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  // NGINX puts a title in front of its command line.
  return actual.split('\0').filter(Boolean).join(' ').includes(command);
}
