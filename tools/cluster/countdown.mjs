// A kind of job for the gpu pool, as an operator would add it: a module beside the worker. It takes `from` seconds.
import { setTimeout as pause } from 'node:timers/promises';
import { JobKind } from '@rowhouse/worker';
import { z } from 'zod';

export class CountdownKind {
  static async run({ from }, { progress }) {
    for (let left = from; left > 0; left--) {
      progress(1 - left / from);
      await pause(1000);
    }
    return { steps: from };
  }
}
JobKind({ kind: 'countdown', pool: 'gpu', parameters: z.strictObject({ from: z.int().min(1) }) })(
  CountdownKind,
);
