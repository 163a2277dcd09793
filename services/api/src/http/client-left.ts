import type { FastifyReply } from 'fastify';

/** Aborts when the connection closes before the answer has been sent: nobody waits for it any more. */
export function clientLeft(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  const { raw } = reply;
  if (raw.destroyed) left.abort(new ClientLeft());
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort(new ClientLeft());
  });
  return left.signal;
}

/** Why work for a client ended early; there is nobody to tell it to. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}
