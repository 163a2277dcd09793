import { readFile } from 'node:fs/promises';

/** The command line of a process, as `isRunning` compares it; empty when there is no such process. */
export async function commandOf(pid: number): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return words.split('\0').filter(Boolean).join(' ');
}

/** True while the process with this id is still the program that was started with this command line. */
export async function isRunning(pid: number, command: string): Promise<boolean> {
  // NGINX puts a title in front of its command line.
  return (await commandOf(pid)).includes(command);
}
