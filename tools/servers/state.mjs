// Where the private servers live, what is known about them, and who may change it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const serversDir = join(repository, '.test-servers');
export const stateFile = join(serversDir, 'state.json');

/** @returns {Record<string, any>} what `up` wrote last; empty when nothing was started */
export function readState() {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

/** A reader sees the old state or the new one, never a part. */
export function writeState(state) {
  mkdirSync(serversDir, { recursive: true });
  writeFileSync(`${stateFile}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${stateFile}.new`, stateFile);
}

/**
 * Runs `work` while no other `up` or `down` of this checkout runs.
 * The lock is an abstract Unix socket: the kernel gives it back when its owner dies, so it is never stale.
 */
export async function exclusively(work) {
  const name = `\0rowhouse-test-servers-${createHash('sha256').update(repository).digest('hex').slice(0, 32)}`;
  const deadline = Date.now() + 15 * 60_000;
  for (;;) {
    const lock = await tryListen(name);
    if (lock) {
      try {
        return await work();
      } finally {
        await new Promise((resolve) => lock.close(resolve));
      }
    }
    if (Date.now() > deadline)
      throw new Error('Another servers:up or servers:down has been running for 15 minutes.');
    await sleep(100);
  }
}

function tryListen(path) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen({ path }, () => resolve(server));
  });
}
