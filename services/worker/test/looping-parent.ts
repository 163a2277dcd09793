import { fileURLToPath } from 'node:url';
import type { ChildPool } from '../src/child/child-pool.js';

// A program: starts a child whose job loops without a pause, as a worker would, and waits to be killed.

const [scratchDir = ''] = process.argv.slice(2);
const built = fileURLToPath(new URL('../dist/child/child-pool.js', import.meta.url));
const { ChildPool: Pool } = (await import(built)) as { ChildPool: typeof ChildPool };
const kindModules = [fileURLToPath(new URL('./unruly-kinds.ts', import.meta.url))];
const pool = new Pool({
  blobUrl: `file://${scratchDir}/blobs`,
  scratchDir,
  memoryMb: 256,
  threads: 1,
  kindModules,
});
const listener = {
  onProgress: () => undefined,
  onOutput: () => void process.stdout.write('running\n'),
  onDefect: () => undefined,
  answer: async () => undefined,
};
const input = { what: 'loops' };
const task = { jobId: 'job', kind: 'unruly', fence: '1', blobFolder: 'jobs/job/', input };
pool.run(task, listener, Number.MAX_SAFE_INTEGER);
