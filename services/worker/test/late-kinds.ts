import { setTimeout as sleep } from 'node:timers/promises';
import { type JobHandler, JobKind } from '@rowhouse/worker';
import { z } from 'zod';

// Loaded by child processes as it is: no syntax that Node.js can't strip, so decorators are called.

const parameters = z.strictObject({});

/** Whose data never come. */
export class WaitingKind implements JobHandler {
  static async run(): Promise<object> {
    return {};
  }

  async load(): Promise<object> {
    return sleep(3_600_000, {}, { ref: false });
  }
}
JobKind({ kind: 'waiting', pool: 'cpu', parameters, timeLimitSeconds: 1 })(WaitingKind);

/** Whose data can't be loaded. */
export class FailingKind extends WaitingKind {
  override async load(): Promise<object> {
    throw new Error('a secret of the worker');
  }
}
JobKind({ kind: 'failing', pool: 'cpu', parameters })(FailingKind);

/** The same as the first, with all the time in the world. */
export class PatientKind extends WaitingKind {}
JobKind({ kind: 'patient', pool: 'cpu', parameters })(PatientKind);
