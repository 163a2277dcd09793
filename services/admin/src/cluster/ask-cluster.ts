import { errors } from '@rowhouse/contract';

const answerWithinMs = 5000;

/**
 * Waits for an answer of the Kubernetes API. `what` completes "Allow the service account to …".
 * @throws ClusterApiError whose cause is what the client threw
 */
export async function askCluster<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await withDeadline(work());
  } catch (cause) {
    throw errors.ClusterApiError({ reason: reasonOf(cause, what) }, { cause });
  }
}

/** The HTTP status that the Kubernetes API answered; null when it did not. */
export function clusterStatus(error: unknown): number | null {
  const cause = error instanceof Error ? error.cause : undefined;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'number' ? code : null;
}

function reasonOf(cause: unknown, what: string): string {
  const { code } = cause as { code?: unknown };
  if (code === 403 || code === 401)
    return `it answered ${code}. Allow the service account to ${what} (admin.rbac in the chart).`;
  if (typeof code === 'number') return `it answered ${code} to the wish to ${what}.`;
  if (cause instanceof Error && cause.name === 'TimeoutError')
    return `no answer within ${answerWithinMs / 1000} seconds.`;
  return `it can’t be reached (${cause instanceof Error ? messageOf(cause) : 'unknown reason'}).`;
}

function messageOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

/** The client has no timeout of its own; a late answer is dropped. */
async function withDeadline<T>(work: Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(answerWithinMs);
  const late = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => late.reject(signal.reason));
  work.catch(() => undefined);
  return Promise.race([work, late.promise]);
}
