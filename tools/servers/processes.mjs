// Starting, watching and stopping processes that outlive the command that started them.
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/**
 * Starts a process in a session of its own; its output goes to `log`.
 * @returns {{ pid: number, startTime: string | null }} what `isAlive` and `kill` need to find it again
 */
export function startDetached(command, args, { log, ...options }) {
  const out = openSync(log, 'a');
  try {
    const child = spawn(command, args, { detached: true, stdio: ['ignore', out, out], ...options });
    child.on('error', () => undefined); // a missing binary shows as a process that is not alive
    child.unref();
    return { pid: child.pid ?? 0, startTime: startTimeOf(child.pid ?? 0) };
  } finally {
    closeSync(out);
  }
}

/** Runs a command to its end; the error of a failed one holds its output. */
export async function run(command, args, options = {}) {
  try {
    const { stdout } = await execFileAsync(command, args, { maxBuffer: 64 << 20, ...options });
    return stdout;
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim();
    throw new Error(`${command} ${args.join(' ')} failed: ${output || error.message}`, { cause: error });
  }
}

/** A process id alone may have been given to someone else since; the start time tells. */
export function isAlive(identity) {
  if (!identity?.pid) return false;
  const startTime = startTimeOf(identity.pid);
  return startTime !== null && startTime === identity.startTime;
}

/** Kills the process with its whole process group; returns once it is gone. */
export async function kill(identity, signal = 'SIGKILL') {
  if (!isAlive(identity)) return;
  signalGroup(identity.pid, signal);
  const deadline = Date.now() + 10_000;
  while (isAlive(identity)) {
    if (Date.now() > deadline) signalGroup(identity.pid, 'SIGKILL');
    await sleep(20);
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Field 22 of /proc/PID/stat; null when the process is gone or only waits to be reaped. */
function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : fields[19];
  } catch {
    return null;
  }
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server.address().port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits until `ready()` is true; fails at the deadline, or at once when the process has died. */
export async function untilReady(what, identity, log, ready, deadlineMs = 60_000) {
  const deadline = Date.now() + deadlineMs;
  while (!(await ready())) {
    const died = !isAlive(identity);
    if (died || Date.now() > deadline) {
      const reason = died ? 'stopped while starting' : `was not ready after ${deadlineMs / 1000} s`;
      throw new Error(`${what} ${reason}. The end of ${log}:\n${tail(log)}`);
    }
    await sleep(50);
  }
}

function tail(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-20).join('\n');
  } catch {
    return '(no such file)';
  }
}
