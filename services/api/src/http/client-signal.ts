import type { FastifyReply } from 'fastify';

/** Aborts when the client leaves before it has the whole answer. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) left.abort(new ClientLeft());
  });
  return left.signal;
}

/** Nobody is there any more to be told of anything. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';

  constructor() {
    super('the client left');
  }
}
