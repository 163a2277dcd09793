import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { RowhouseError } from '@rowhouse/contract';
import { loadKinds } from '../kinds/kind-modules.js';
import { defectText, JobProcess } from './job-process.js';
import { MessageLine } from './message-line.js';
import { watchForOrphanhood } from './orphan-watch.js';
import { ownFolders } from './own-folders.js';
import { type FromChild, type JobTask, lineDescriptor, type ToChild } from './protocol.js';

interface Awaited {
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
}

/** Questions on their way to the worker. */
const asked = new Map<number, Awaited>();
let lastQuestion = 0;
let job: JobProcess | null = null;

const line = new MessageLine<ToChild, FromChild>(
  new Socket({ fd: lineDescriptor }),
  Number.POSITIVE_INFINITY,
  {
    received: (message) => void receive(message),
    tooLong: () => undefined,
    // A worker that died leaves no child behind, nor what the child has started.
    ended: () => {
      job?.abandon();
      try {
        process.kill(-process.pid, 'SIGKILL');
      } finally {
        process.exit(0);
      }
    },
  },
);

function ask(question: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lastQuestion += 1;
    asked.set(lastQuestion, { resolve, reject });
    line.send({ type: 'ask', id: lastQuestion, question });
  });
}

async function receive(message: ToChild): Promise<void> {
  if (message.type === 'start') {
    const { settings } = message;
    watchForOrphanhood(ownFolders(settings));
    job = new JobProcess(settings, await loadKinds(settings.kindModules), {
      send: (report) => line.send(report),
      ask,
    });
    line.send({ type: 'ready' });
  } else if (message.type === 'run') {
    if (job) await runTask(job, message.task, message.mark);
  } else {
    const waiting = asked.get(message.id);
    asked.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(RowhouseError.fromJSON(message.error));
  }
}

async function runTask(process: JobProcess, task: JobTask, mark: string): Promise<void> {
  const outcome = await process.run(task);
  writeMark(mark);
  line.send(outcome);
}

const writeToStderr = process.stderr.write.bind(process.stderr);

function writeMark(mark: string): void {
  process.stdout.write(mark);
  writeToStderr(mark);
}

// Who reads a job's log learns what went wrong, the worker's log where.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  line.send({ type: 'defect', text: defectText(error) });
  line.close(() => process.exit(1));
});
// One way for both, so that lines keep their order; what native code writes to stderr goes its own.
process.stderr.write = process.stdout.write.bind(process.stdout);
// An output that the code has closed is nobody's fault but its own.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
// The worker decides when a job ends; a signal to the whole group must not cut it short.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
try {
  // Where memory runs out, the kernel ends the job rather than the worker or a neighbour.
  writeFileSync('/proc/self/oom_score_adj', '900');
} catch {
  // Not Linux, or not allowed: the kernel chooses by itself.
}
