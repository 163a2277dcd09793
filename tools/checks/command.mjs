// Runs one command of the test run, shows its output as it comes, and keeps the last line.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { repository } from '../servers/state.mjs';

const running = new Set();

/** Ends what is running now; for Ctrl-C. */
export function endRunningCommands() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * @param {string[]} command program and arguments; those installed by npm, and its Node.js, come first on PATH
 * @param {{ limitMinutes?: number, env?: Record<string, string> }} [options]
 * @returns {Promise<{ ok: boolean, problem: string | null, lastLine: string }>}
 */
export function runCommand([program, ...args], { limitMinutes = 30, env = {} } = {}) {
  const bin = join(repository, 'node_modules/.bin');
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: repository,
      env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let end = '';
    child.stdout.on('data', (bytes) => {
      process.stdout.write(bytes);
      end = `${end}${bytes}`.slice(-4096);
    });
    child.stderr.on('data', (bytes) => process.stderr.write(bytes));
    let overtime = false;
    const limit = setTimeout(() => {
      overtime = true;
      child.kill('SIGKILL');
    }, limitMinutes * 60_000);
    const finish = (problem) => {
      clearTimeout(limit);
      running.delete(child);
      resolve({ ok: problem === null, problem, lastLine: end.trim().split('\n').at(-1) ?? '' });
    };
    child.on('error', (error) => finish(error.message));
    // 'close' would wait for servers that a test has left behind with our pipe in their hands.
    child.on('exit', (status, signal) => {
      if (overtime) finish(`stopped after ${limitMinutes} minutes`);
      else if (status === 0) finish(null);
      else finish(signal ? `ended by ${signal}` : `exit status ${status}`);
    });
  });
}
