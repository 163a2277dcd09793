import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, isRunning } from './running.js';

/**
 * Makes sure that one supervisor at a time works on a folder: a second one would take the first one's services for
 * left-overs and end them.
 * @throws when another one runs, with what to do about it
 */
export async function claimHome(folder: string, runFolder: string): Promise<void> {
  const file = join(runFolder, 'supervisor');
  const [pidText = '', command = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(pidText);
  if (pid && pid !== process.pid && command !== '' && (await isRunning(pid, command))) {
    throw new Error(
      `Rowhouse already runs on ${folder} (process ${pid}). Stop that one, or start with ROWHOUSE_HOME=<another folder> and ROWHOUSE_PORT=<another port>.`,
    );
  }
  await writeFile(file, `${process.pid}\n${await commandOf(process.pid)}\n`);
}
