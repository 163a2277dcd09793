import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Sends a signal to a process, or to its whole group, and waits until the process is gone. */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
  { group = false } = {},
): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(group ? -child.pid : child.pid, signal);
  await gone;
}
