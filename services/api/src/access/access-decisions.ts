import type { Readable } from 'node:stream';
import { errors } from '@rowhouse/contract';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addVary } from '../http/vary.js';
import type { AccessRule } from './access-rule.js';

interface Decision {
  demanded: AccessRule | null;
  /** Set by `Access` alone, once the demand is met. */
  met: AccessRule | null;
  /** The answer depends on who asked. */
  asked: boolean;
  /** The answer is not for everybody. */
  isPrivate: boolean;
}

/** What no cache may keep, not even the browser's: the next one at the same machine may have no right to it. */
const privateCacheControl = 'private, no-store';

/**
 * What was decided about each request: a success without the decision that its route declares never goes out, and
 * caches are told what they may keep.
 */
export class AccessDecisions {
  readonly #decisions = new WeakMap<FastifyRequest, Decision>();

  demand(request: FastifyRequest, rule: AccessRule): void {
    this.#of(request).demanded = rule;
  }

  /** The answer, whatever it will be, depends on the credentials. */
  asking(request: FastifyRequest): void {
    this.#of(request).asked = true;
  }

  meet(request: FastifyRequest, rule: AccessRule, isPrivate: boolean): void {
    const decision = this.#of(request);
    decision.met = rule;
    decision.isPrivate ||= isPrivate;
  }

  /** Must come before hooks that look at `Cache-Control`. */
  watch(fastify: FastifyInstance, log: Logger): void {
    fastify.addHook('onSend', async (request, reply, payload) => {
      const decision = this.#decisions.get(request);
      if (decision === undefined) return payload;
      const { demanded, met, asked, isPrivate } = decision;
      if (asked) addVary(reply, 'Authorization');
      if (isPrivate) reply.header('Cache-Control', privateCacheControl);
      if (demanded === null || demanded === 'open' || met === demanded || reply.statusCode >= 400)
        return payload;
      log.error(
        { route: request.routeOptions.url, demanded, met },
        'an answer without a decision was held back',
      );
      return withheld(reply, payload);
    });
  }

  #of(request: FastifyRequest): Decision {
    const known = this.#decisions.get(request);
    if (known) return known;
    const decision: Decision = { demanded: null, met: null, asked: false, isPrivate: false };
    this.#decisions.set(request, decision);
    return decision;
  }
}

function withheld(reply: FastifyReply, payload: unknown): string {
  (payload as Partial<Readable> | null)?.destroy?.();
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  const error = errors.UnexpectedApiError();
  reply
    .code(error.status)
    .header('X-Error-Code', error.code)
    .header('Cache-Control', 'no-store')
    .type('application/json; charset=utf-8');
  return JSON.stringify(error);
}
