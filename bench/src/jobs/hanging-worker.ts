import { openPlatform } from './rowhouse-jobs.js';

/** A worker process whose jobs never end: it claims, tells its parent, and beats every job's heart each second. */
const [databaseUrl = '', queueUrl = '', workerId = ''] = process.argv.slice(2);
const { queue, store } = await openPlatform(databaseUrl, queueUrl);
await queue.consume('bench', 4, async ({ jobId, attempt, redelivered }) => {
  const claim = await store.claim(jobId, attempt, workerId);
  if (!claim) {
    if (redelivered) await store.doubt(jobId, attempt);
    return;
  }
  process.send?.({ jobId, attempt });
  setInterval(() => void store.heartbeat(claim), 1_000);
  await new Promise(() => undefined);
});
process.send?.('ready');
