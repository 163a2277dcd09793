import { parentPort } from 'node:worker_threads';
import type { FromThread, ThreadKernel, ToThread } from './protocol.js';
import { threadKernels } from './thread-kernels.js';

const programs = new Map<number, (offset: number, count: number) => unknown>();

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'prepare') {
    const kernels: Record<string, ThreadKernel<never, unknown>> = threadKernels;
    const kernel = kernels[message.kernel] as ThreadKernel<unknown, unknown>;
    programs.set(message.program, kernel(message.input));
  } else if (message.type === 'drop') {
    programs.delete(message.program);
  } else {
    answer(message);
  }
});

function answer({ program, offset, count }: Extract<ToThread, { type: 'run' }>): void {
  let reply: FromThread;
  try {
    reply = { type: 'result', result: programs.get(program)?.(offset, count) };
  } catch (error) {
    reply = {
      type: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  parentPort?.postMessage(reply);
}
