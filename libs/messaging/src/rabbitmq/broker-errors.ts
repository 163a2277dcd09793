import { MessagingSetupError } from '../messaging-setup-error.js';

const ACCESS_REFUSED = 403;
const PRECONDITION_FAILED = 406;

/** What the broker will refuse again and again until someone changes its configuration; null for passing trouble. */
export function setupErrorOf(error: unknown): MessagingSetupError | null {
  if (error instanceof MessagingSetupError) return error;
  if (!(error instanceof Error)) return null;
  const { code } = error as { code?: unknown };
  if (code === ACCESS_REFUSED) {
    return new MessagingSetupError(
      `RabbitMQ refuses access: ${error.message}. Give the user of QUEUE_URL the permissions to configure, write and read 'rowhouse.*'.`,
      { cause: error },
    );
  }
  if (code === PRECONDITION_FAILED) {
    return new MessagingSetupError(
      `A queue or exchange exists in RabbitMQ with other settings: ${error.message}. Delete it (once empty) or use another virtual host.`,
      { cause: error },
    );
  }
  return null;
}
