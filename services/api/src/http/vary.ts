import type { FastifyReply } from 'fastify';

/** Adds a name to `Vary`, keeping those that are there. */
export function addVary(reply: FastifyReply, name: string): void {
  const present = String(reply.getHeader('vary') ?? '');
  const names = present.split(',').map((each) => each.trim().toLowerCase());
  if (!names.includes(name.toLowerCase())) reply.header('Vary', present ? `${present}, ${name}` : name);
}
