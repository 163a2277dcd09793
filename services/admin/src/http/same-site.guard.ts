import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses a change that a foreign web page sends through an operator's browser. Browsers say where a request
 * comes from in `Sec-Fetch-Site`; programs don't send it and pass.
 */
@Injectable()
export class SameSiteGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    checkSameSite(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}

/** @throws InvalidParameter */
export function checkSameSite({ headers }: Pick<FastifyRequest, 'headers'>): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw errors.InvalidParameter({
    message: `This request was sent by a page of another site (Sec-Fetch-Site: ${site}); send it from the dashboard or from a program.`,
  });
}
