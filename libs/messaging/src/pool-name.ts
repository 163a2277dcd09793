import { MessagingSetupError } from './messaging-setup-error.js';

const POOL_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Pools name queues, pods and metrics; what is legal in all of these is legal here. */
export function checkPoolName(pool: string): void {
  if (POOL_NAME.test(pool)) return;
  throw new MessagingSetupError(
    `The pool name '${pool.slice(0, 80)}' is not valid: use 1 to 63 lower-case letters, digits and '-', ` +
      'starting and ending with a letter or digit.',
  );
}
