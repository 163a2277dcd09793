// Job kinds of the failure suite, for WORKER_KIND_MODULES: Node.js runs this file as it is, without its types.
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type JobAnswer,
  type JobContext,
  type JobHandler,
  JobKind,
  type WorkerParts,
} from '@rowhouse/worker';
import { z } from 'zod';

/** How long sound work takes, in milliseconds. */
const parameters = z.strictObject({ ms: z.int().min(0).max(600_000).default(0) });
type Work = z.infer<typeof parameters>;
type Claim = Parameters<NonNullable<JobHandler['succeed']>>[1];

/** Notes the effect of a job in the transaction that ends it: exactly one row per successful job is promised. */
class NotesItsEffect implements JobHandler<Work> {
  succeed({ jobs }: WorkerParts, claim: Claim, _params: Work, { content, usage }: JobAnswer) {
    return jobs.succeed(
      claim,
      JSON.parse(content),
      async (tx) => {
        await tx.query('INSERT INTO fault_effect (job_id, fence) VALUES ($1, $2)', [
          claim.jobId,
          claim.fence,
        ]);
      },
      usage,
    );
  }
}

/** Takes its time, and has a scratch file and a half-written blob all that time. */
export class SoundKind extends NotesItsEffect {
  static async run({ ms }: Work, context: JobContext) {
    await writeFile(join(context.scratchDir, 'notes'), randomBytes(10_000));
    await context.blobs.write(`${context.blobPrefix}out.bin`, slowly(ms, context.progress));
    return { ms };
  }
}
JobKind({ kind: 'fault-sound', pool: 'cpu', parameters })(SoundKind);

async function* slowly(ms: number, progress: (fraction: number) => void) {
  const end = performance.now() + ms;
  for (let left = ms; left > 0; left = end - performance.now()) {
    yield randomBytes(1000);
    progress(1 - left / ms);
    await sleep(Math.min(left, 50));
  }
  yield randomBytes(1000);
}

export class ThrowingKind extends NotesItsEffect {
  static async run(): Promise<object> {
    throw new Error('A job that throws, as the failure suite wants it.');
  }
}
JobKind({ kind: 'fault-throw', pool: 'cpu', parameters, maxAttempts: 2 })(ThrowingKind);

/** Its process can't even hear that it shall stop. */
export class LoopingKind extends NotesItsEffect {
  static async run(): Promise<object> {
    for (;;);
  }
}
JobKind({ kind: 'fault-loop', pool: 'cpu', parameters, timeLimitSeconds: 5 })(LoopingKind);

/** Ends by itself after ten times its limit, so that a limit which is not held shows as a success. */
export class MemoryKind extends NotesItsEffect {
  static async run() {
    const eaten: Buffer[] = [];
    while (eaten.length < 150) {
      eaten.push(randomBytes(16 << 20));
      await sleep(20);
    }
    return { eaten: eaten.length };
  }
}
JobKind({ kind: 'fault-memory', pool: 'cpu', parameters, maxAttempts: 2, memoryLimitMb: 320 })(MemoryKind);

export class SegfaultKind extends NotesItsEffect {
  static async run(_work: Work, context: JobContext) {
    await context.blobs.write(`${context.blobPrefix}out.bin`, slowly(0, context.progress));
    process.kill(process.pid, 'SIGSEGV');
    await sleep(600_000);
    return {};
  }
}
JobKind({ kind: 'fault-segfault', pool: 'cpu', parameters, maxAttempts: 2 })(SegfaultKind);

/** An answer of 100 MB. */
export class HugeKind extends NotesItsEffect {
  static async run() {
    return { answer: 'x'.repeat(100_000_000) };
  }
}
JobKind({ kind: 'fault-huge', pool: 'cpu', parameters, maxAttempts: 2 })(HugeKind);

/** Takes its worker along. */
export class KillerKind extends NotesItsEffect {
  static async run(_work: Work, context: JobContext) {
    await context.blobs.write(`${context.blobPrefix}out.bin`, slowly(0, context.progress));
    process.kill(process.ppid, 'SIGKILL');
    await sleep(600_000);
    return {};
  }
}
JobKind({ kind: 'fault-killer', pool: 'cpu', parameters, maxAttempts: 2 })(KillerKind);
