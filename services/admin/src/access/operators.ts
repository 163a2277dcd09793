import { Inject, Injectable } from '@nestjs/common';
import { Authenticator, type Principal, rules } from '@rowhouse/auth';
import { errors } from '@rowhouse/contract';
import type { FastifyRequest } from 'fastify';
import { sessionOf } from './session-cookie.js';

/** Finds out whether a request comes from an operator: by an administrator's token, or a session opened with one. */
@Injectable()
export class Operators {
  constructor(@Inject(Authenticator) private readonly authenticator: Authenticator) {}

  /** @throws TokenRequired, InvalidToken, NotAllowed */
  async require(request: Pick<FastifyRequest, 'headers'>): Promise<Principal> {
    const principal = await this.#who(request);
    if (principal === null) throw errors.InvalidToken();
    if (principal.kind === 'anonymous') throw errors.TokenRequired({ what: 'The admin service' });
    if (!rules.mayOperate(principal))
      throw errors.NotAllowed({ what: 'Using the admin service', needs: "the scope 'admin'" });
    return principal;
  }

  async allows(request: Pick<FastifyRequest, 'headers'>): Promise<boolean> {
    const principal = await this.#who(request);
    return principal !== null && rules.mayOperate(principal);
  }

  /** A header counts before the cookie, which a browser sends whether it is meant or not. */
  #who(request: Pick<FastifyRequest, 'headers'>): Promise<Principal | null> {
    const { authorization } = request.headers;
    const session = authorization === undefined ? sessionOf(request) : undefined;
    return session === undefined
      ? this.authenticator.ofHeader(authorization)
      : this.authenticator.ofSession(session);
  }
}
