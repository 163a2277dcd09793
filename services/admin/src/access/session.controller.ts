import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { Authenticator, ownerOf, TokenStore } from '@rowhouse/auth';
import { type AdminSession, errors, openSessionBody } from '@rowhouse/contract';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOG } from '../process/process.module.js';
import { OpenToAll } from './operator.guard.js';
import { Operators } from './operators.js';
import { dropSession, keepSession, sessionOf } from './session-cookie.js';

/** Signing in to the dashboard with an administrator's token, and out again. */
@Controller('admin/session')
@OpenToAll()
export class SessionController {
  constructor(
    @Inject(Authenticator) private readonly authenticator: Authenticator,
    @Inject(Operators) private readonly operators: Operators,
    @Inject(TokenStore) private readonly tokens: TokenStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Whether signing in is needed, and done. */
  @Get()
  @Header('cache-control', 'no-store')
  async state(@Req() request: FastifyRequest): Promise<AdminSession> {
    return { authMode: this.authenticator.mode, signedIn: await this.operators.allows(request) };
  }

  /**
   * The session lasts twelve hours, less where its token ends earlier, and ends with the token.
   * @throws InvalidBody, InvalidToken, NotAllowed
   */
  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async signIn(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdminSession> {
    const parsed = openSessionBody.safeParse(body ?? {});
    if (!parsed.success) throw errors.InvalidBody({ reason: 'it must be {"token": "…"}' });
    const principal = await this.operators.require({
      headers: { authorization: `Bearer ${parsed.data.token}` },
    });
    const { operatorKey, mode } = this.authenticator;
    if (principal.kind !== 'open') {
      const of =
        principal.kind === 'token' ? { parentId: principal.tokenId } : { operatorKey: operatorKey ?? '' };
      const actor = ownerOf(principal);
      reply.header('set-cookie', keepSession(request, await this.tokens.openSession(actor, of)));
      this.log.info({ audit: 'session opened', actor }, 'an operator signed in');
    }
    return { authMode: mode, signedIn: true };
  }

  @Delete()
  @HttpCode(204)
  @Header('cache-control', 'no-store')
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const session = sessionOf(request);
    if (session !== undefined) await this.tokens.closeSession(session);
    this.authenticator.forget();
    reply.header('set-cookie', dropSession(request));
  }
}
