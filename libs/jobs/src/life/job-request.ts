import { errors } from '@rowhouse/contract';

export interface JobRequest {
  kind: string;
  /** The kind of worker that may run it, e.g. `cpu` or `gpu`: 1 to 63 lower-case letters, digits and '-'. */
  pool: string;
  /** Who asked for it; owners share a pool fairly. */
  owner: string;
  params: object;
  /** -100 to 100; one step is worth one minute of waiting; default 0. */
  priority?: number;
  /** How often it may start before it ends `failed`; default 3. */
  maxAttempts?: number;
  /** Not before this time of the database's clock; default now. */
  runAt?: Date;
  /** What it is about, e.g. the dataset `ns/name`. */
  subject?: string;
  /** Whose rights it has when it asks for data, as `libs/auth` names them; absent: those of everybody. */
  credential?: string | null;
  /** The job that it is a part of, and its place there; the work of `JobBatches`. */
  parent?: { id: string; place: number };
}

export const priorityRange = { lowest: -100, highest: 100 };

/** Throws `InvalidParameter` for what the table would refuse. */
export function checkJobRequest({ pool, priority = 0, maxAttempts = 1 }: JobRequest): void {
  if (!/^[a-z0-9-]{1,63}$/.test(pool)) {
    throw errors.InvalidParameter({
      message: `Parameter 'pool' must be 1 to 63 lower-case letters, digits and '-', it is '${pool.slice(0, 80)}'`,
    });
  }
  const { lowest, highest } = priorityRange;
  if (!Number.isInteger(priority) || priority < lowest || priority > highest) {
    throw errors.InvalidParameter({
      message: `Parameter 'priority' must be a whole number from ${lowest} to ${highest}, it is ${priority}`,
    });
  }
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 1_000) {
    throw errors.InvalidParameter({
      message: `Parameter 'maxAttempts' must be a whole number from 1 to 1000, it is ${maxAttempts}`,
    });
  }
}
