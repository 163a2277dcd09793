import { writeFileSync } from 'node:fs';
import { RowhouseError } from '@rowhouse/contract';
import { loadKinds } from '../kinds/kind-modules.js';
import { JobProcess } from './job-process.js';
import type { FromChild, ToChild } from './protocol.js';

interface Awaited {
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
}

/** Questions on their way to the worker. */
const asked = new Map<number, Awaited>();
let lastQuestion = 0;

const line = {
  send(message: FromChild): void {
    process.send?.(message);
  },
  ask(question: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      lastQuestion += 1;
      asked.set(lastQuestion, { resolve, reject });
      line.send({ type: 'ask', id: lastQuestion, question });
    });
  },
};

let job: JobProcess | null = null;
process.on('message', async (message: ToChild) => {
  if (message.type === 'start') {
    job = new JobProcess(message.settings, await loadKinds(message.settings.kindModules), line);
    line.send({ type: 'ready' });
  } else if (message.type === 'run') {
    if (job) line.send(await job.run(message.task));
  } else {
    const waiting = asked.get(message.id);
    asked.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(RowhouseError.fromJSON(message.error));
  }
});
// The worker decides when a job ends; a signal to the whole group must not cut it short.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
// A worker that died leaves no child behind.
process.on('disconnect', () => {
  job?.abandon();
  process.exit(0);
});
try {
  // Where memory runs out, the kernel ends the job rather than the worker or a neighbour.
  writeFileSync('/proc/self/oom_score_adj', '900');
} catch {
  // Not Linux, or not allowed: the kernel chooses by itself.
}
