// Runs programs for the test of the chart, and waits for what they should bring about.
import { execFile, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a program printed, without the last line break; `input` goes to its stdin. */
export async function output(program, args, { input, seconds = 120, env = {} } = {}) {
  const child = run(program, args, {
    env: { ...process.env, ...env },
    timeout: seconds * 1000,
    maxBuffer: 1 << 26,
  });
  child.child.stdin?.end(input ?? '');
  try {
    return (await child).stdout.trim();
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}: ${(error.stderr || error.message).trim()}`, {
      cause: error,
    });
  }
}

/** Starts a program that runs on; `stop` ends it. */
export function background(program, args, env = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  return { stop: () => child.kill() };
}

/** Asks until there is an answer other than undefined and false; an error counts as none. */
export async function eventually(what, ask, seconds = 180) {
  let problem = '';
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(1000)) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      problem = error.message;
    }
  }
  throw new Error(`${what}: not within ${seconds} s. ${problem}`);
}
