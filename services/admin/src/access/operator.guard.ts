import { type CanActivate, type ExecutionContext, Inject, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkSameSite } from '../http/same-site.guard.js';
import { Operators } from './operators.js';

const key = 'rowhouse:open-to-all';

/** Lets everybody call a route that tells and changes nothing; all others are for operators. */
export const OpenToAll = () => SetMetadata(key, true);

/** Stands before every route of the service. */
@Injectable()
export class OperatorGuard implements CanActivate {
  readonly #reflector = new Reflector();

  constructor(@Inject(Operators) private readonly operators: Operators) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'GET' && request.method !== 'HEAD') checkSameSite(request);
    if (this.#reflector.getAllAndOverride<boolean>(key, [context.getHandler(), context.getClass()]))
      return true;
    context.switchToHttp().getResponse<FastifyReply>().header('vary', 'authorization, cookie');
    await this.operators.require(request);
    return true;
  }
}
