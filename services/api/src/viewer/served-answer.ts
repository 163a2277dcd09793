import type { ConsistencyToken } from '@rowhouse/database';
import { type Datasets, type ServedResult, ServedStepError, type StepName } from '@rowhouse/datasets';
import type { FastifyReply } from 'fastify';

/** The header that names the revision which an answer was made from. */
export const revisionHeader = 'X-Revision';

/** Fetches a stored result and puts its revision on the reply, also when the result is an error. */
export async function servedAnswer(
  datasets: Datasets,
  reply: FastifyReply,
  step: StepName,
  place: { dataset: string; config?: string; split?: string },
  token?: ConsistencyToken,
): Promise<ServedResult> {
  return withRevision(reply, () => datasets.served.get(step, place, token));
}

/** Runs a reader of served data; its revision, or that of its error, goes on the reply. */
export async function withRevision<T extends { revision: string }>(
  reply: FastifyReply,
  read: () => Promise<T>,
): Promise<T> {
  try {
    const result = await read();
    reply.header(revisionHeader, result.revision);
    return result;
  } catch (error) {
    if (!(error instanceof ServedStepError)) throw error;
    reply.header(revisionHeader, error.revision);
    throw error.error;
  }
}

/** Sends what is JSON text already. */
export function sendJson(reply: FastifyReply, text: string): void {
  reply.type('application/json; charset=utf-8').send(text);
}
