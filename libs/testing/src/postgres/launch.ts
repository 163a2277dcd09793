import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresLaunch } from '../test-servers.js';

const execFileAsync = promisify(execFile);

/** Runs one of PostgreSQL's programs to its end. */
export async function runPostgresProgram(
  launch: PostgresLaunch,
  program: string,
  args: string[],
): Promise<void> {
  const [command, rest] = commandOf(launch, program, args);
  await execFileAsync(command, rest, { ...launch.spawn, cwd: '/' });
}

/** Starts a server in a process group of its own, so that a signal can reach all of it. */
export function startPostgresServer(launch: PostgresLaunch, args: string[]): ChildProcess {
  const [command, rest] = commandOf(launch, 'postgres', args);
  return spawn(command, rest, {
    ...launch.spawn,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

function commandOf(launch: PostgresLaunch, program: string, args: string[]): [string, string[]] {
  const [command = '', ...rest] = [...launch.prefix, join(launch.bin, program), ...args];
  return [command, rest];
}
