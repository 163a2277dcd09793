import { JobKind } from '@rowhouse/worker';
import { z } from 'zod';

// A module that never gets through in a child process, though it does in the worker.

export class LoopingImportKind {
  static async run(): Promise<object> {
    return {};
  }
}
const parameters = z.strictObject({});
JobKind({ kind: 'looping-import', pool: 'cpu', parameters, timeLimitSeconds: 2 })(LoopingImportKind);

if (process.argv[1]?.endsWith('child/main.js')) for (;;);
