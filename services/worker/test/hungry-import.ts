import { JobKind } from '@rowhouse/worker';
import { z } from 'zod';

// A module that takes all memory as soon as a child process loads it, though not in the worker.

export class HungryImportKind {
  static async run(): Promise<object> {
    return {};
  }
}
const parameters = z.strictObject({});
JobKind({ kind: 'hungry-import', pool: 'cpu', parameters, memoryLimitMb: 500 })(HungryImportKind);

const eaten: Buffer[] = [];
if (process.argv[1]?.endsWith('child/main.js')) {
  for (;;) if (eaten.length < 400) eaten.push(Buffer.alloc(8 * 1024 * 1024, 1));
}
