import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AccessDecisions } from './access-decisions.js';
import { declaredRule } from './access-rule.js';

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
