import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobContext, JobKind } from '@rowhouse/worker';
import { z } from 'zod';

// Loaded by child processes as it is: no syntax that Node.js can't strip, so decorators are called.

const parameters = z.strictObject({ what: z.string(), amount: z.number().optional() });
type UnrulyParams = z.infer<typeof parameters>;

const deeds: Record<string, (amount: number, context: JobContext) => Promise<object | string>> = {
  async answers(amount) {
    return { text: 'x'.repeat(amount) };
  },
  async 'asks too much'(amount, { ask }) {
    await ask('x'.repeat(amount));
    return {};
  },
  async throws() {
    throw new Error('of no catalogue');
  },
  async 'eats memory'() {
    const eaten: Buffer[] = [];
    for (;;) {
      eaten.push(Buffer.alloc(16 * 1024 * 1024, 1));
      await sleep(1);
    }
  },
  async 'eats memory without a pause'() {
    const eaten: Buffer[] = [];
    for (;;) if (eaten.length < 400) eaten.push(Buffer.alloc(8 * 1024 * 1024, 1));
  },
  async loops(_amount, { log }) {
    log('looping');
    for (;;);
  },
  async segfaults() {
    process.kill(process.pid, 'SIGSEGV');
    return sleep(60_000, {});
  },
  async 'dies while it writes'(_amount, { blobs, blobPrefix }) {
    const source = async function* () {
      yield Buffer.alloc(1000);
      process.kill(process.pid, 'SIGKILL');
      await sleep(60_000);
    };
    return blobs.write(`${blobPrefix}half`, source());
  },
  async 'starts others'() {
    spawn('sleep', ['3600'], { stdio: 'ignore' }).unref();
    for (;;) await sleep(1000);
  },
  async talks(amount, { log }) {
    log('a line of the log');
    process.stderr.write('a line of stderr\n');
    for (let line = 1; line <= amount; line++) console.log(`line ${line}`);
    process.stdout.write('Grüße, 世界, \0 and no end of the line');
    return {};
  },
  async 'talks and is killed'() {
    console.log('last words');
    process.kill(process.pid, 'SIGKILL');
    return sleep(60_000, {});
  },
  async 'closes its outputs'() {
    process.stdout.end('that was all');
    process.stderr.end();
    return {};
  },
  async 'throws later'() {
    setTimeout(() => {
      throw new TypeError('too late to catch');
    });
    return sleep(60_000, {});
  },
  async 'holds a GPU'(amount, { gpuSeconds }) {
    gpuSeconds(amount / 2);
    gpuSeconds(amount / 2);
    gpuSeconds(Number.NaN);
    return {};
  },
};

/** Does what a kind of job should not. */
export class UnrulyKind {
  static run({ what, amount = 0 }: UnrulyParams, context: JobContext): Promise<object | string> {
    const deed = deeds[what];
    if (!deed) throw new Error(`nothing is known of '${what}'`);
    return deed(amount, context);
  }
}
JobKind({ kind: 'unruly', pool: 'cpu', parameters, maxAttempts: 2 })(UnrulyKind);

/** The same, with little memory. */
export class NarrowKind extends UnrulyKind {}
JobKind({ kind: 'narrow', pool: 'cpu', parameters, memoryLimitMb: 500 })(NarrowKind);

/** The same, with little time. */
export class BriefKind extends UnrulyKind {}
JobKind({ kind: 'brief', pool: 'cpu', parameters, timeLimitSeconds: 2 })(BriefKind);
