import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AccessDecisions } from './access-decisions.js';

/**
 * What a route needs before it may answer. `open`: nothing, it shows nothing of anybody. `reads-dataset` and
 * `writes-dataset`: its handler asks `Access` about one dataset. `knows-caller`: its handler asks `Access` who calls
 * and answers with what that one may see.
 */
export type AccessRule = 'open' | 'reads-dataset' | 'writes-dataset' | 'knows-caller';

const key = 'rowhouse:access';

/** Every handler of a controller declares its rule, or all of them at once through the controller. */
export const NeedsAccess = (rule: AccessRule) => SetMetadata(key, rule);

/** The declared rule of a handler. */
export function declaredRule(
  reflector: Reflector,
  handler: object,
  controller: object,
): AccessRule | undefined {
  return reflector.getAllAndOverride<AccessRule | undefined>(key, [handler as never, controller as never]);
}

/** Runs no handler that declares no rule, and notes the rule that the others have to keep. */
@Injectable()
export class AccessRuleGuard implements CanActivate {
  readonly #reflector = new Reflector();

  constructor(private readonly decisions: AccessDecisions) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = declaredRule(this.#reflector, context.getHandler(), context.getClass());
    if (rule === undefined) {
      const route = `${context.getClass().name}.${context.getHandler().name}`;
      throw new Error(`The route ${route} declares no access: put @NeedsAccess(…) on it.`);
    }
    this.decisions.demand(context.switchToHttp().getRequest<FastifyRequest>(), rule);
    return true;
  }
}
