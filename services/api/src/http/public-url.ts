import type { FastifyRequest } from 'fastify';

/** What absolute URLs in answers start with. */
export class PublicUrl {
  constructor(private readonly configured: string | undefined) {}

  /** Without a slash at the end. Behind a proxy of ours the forwarded protocol and host count. */
  of(request: Pick<FastifyRequest, 'protocol' | 'host'>): string {
    return this.configured ?? `${request.protocol}://${request.host}`;
  }
}
