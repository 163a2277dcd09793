import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { FromReader, ToReader } from './protocol.js';
import { ReaderProcess } from './reader-process.js';

/** Where processors are scarce, pages by position come before what readers do. */
const niceness = 15;

const send = (message: FromReader) => {
  process.send?.(message);
};
let reader: Promise<ReaderProcess> | null = null;

// Before DuckDB starts its threads, which get the priority of the process.
setPriority(niceness);
process.on('message', async (message: ToReader) => {
  if (message.type === 'start') {
    reader = ReaderProcess.open(message.settings, send);
    await reader;
    send({ type: 'ready' });
  } else {
    const open = await reader;
    if (message.type === 'run') open?.run(message.kind, message.input);
    else if (message.type === 'next') open?.next();
    else open?.cancel();
  }
});
// The api decides when a reader ends; a signal to the whole group must not come before it.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
process.on('disconnect', async () => {
  (await reader?.catch(() => null))?.abandon();
  process.exit(0);
});
try {
  // Where memory runs out, the kernel ends the reader rather than the api.
  writeFileSync('/proc/self/oom_score_adj', '900');
} catch {
  // Not Linux, or not allowed: the kernel chooses by itself.
}
