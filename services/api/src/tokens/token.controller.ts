import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { Authenticator, ownerOf, type Principal, rules, TokenStore } from '@rowhouse/auth';
import {
  type CreatedToken,
  createTokenBody,
  errors,
  listTokensQuery,
  type TokenItem,
} from '@rowhouse/contract';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { nextLink } from '../datasets/next-link.js';
import { consistencyHeader } from '../http/consistency.js';
import { jsonBody } from '../http/json-body.js';
import { PublicUrl } from '../http/public-url.js';
import { parseQuery } from '../http/query.js';
import { LOG } from '../platform/tokens.js';
import { newToken } from './new-token.js';
import { tokenAnswer } from './token-answer.js';

/** Access tokens: made, listed, revoked. */
@Controller('api/tokens')
@NeedsAccess('knows-caller')
export class TokenController {
  constructor(
    private readonly access: Access,
    private readonly authenticator: Authenticator,
    private readonly tokens: TokenStore,
    private readonly publicUrl: PublicUrl,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** The answer is the only one that holds the token itself. */
  @Post()
  @HttpCode(201)
  @Header('Cache-Control', 'no-store')
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedToken> {
    const principal = await this.access.member(request, 'Making an access token');
    const wanted = newToken(principal, await jsonBody(request, createTokenBody), new Date());
    const actor = ownerOf(principal);
    const { text, token, consistency } = await this.tokens.create(wanted, actor);
    const { id, owner, name, scope } = token;
    this.log.info({ audit: 'token created', tokenId: id, owner, name, scope, actor }, 'access token created');
    reply.header('Location', `/api/tokens/${id}`).header(consistencyHeader, consistency);
    return { ...tokenAnswer(token), token: text };
  }

  /** Those of the caller's owner, the newest first; an administrator sees all, or those of `owner`. */
  @Get()
  @Header('Cache-Control', 'no-store')
  async list(
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenItem[]> {
    const { owner, ...page } = parseQuery(query, listTokensQuery);
    const principal = await this.access.member(request, 'Listing access tokens');
    const whose = rules.mayOperate(principal) ? (owner ?? null) : ownerOf(principal);
    if (owner !== undefined && whose !== owner)
      throw errors.NotAllowed({ what: `Listing the tokens of '${owner}'`, needs: "the scope 'admin'" });
    const { items, nextCursor } = await this.tokens.list(whose, page);
    if (nextCursor) reply.header('Link', nextLink(`${this.publicUrl.of(request)}${request.url}`, nextCursor));
    return items.map(tokenAnswer);
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  async get(@Param('id') id: string, @Req() request: FastifyRequest): Promise<TokenItem> {
    const principal = await this.access.member(request, 'Reading an access token');
    return tokenAnswer(await this.#seen(principal, id));
  }

  /** From now on it is refused. A token may always revoke itself. */
  @Delete(':id')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async revoke(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const principal = await this.access.member(request, 'Revoking an access token');
    const { owner, name, scope } = await this.#seen(principal, id);
    const itself = principal.kind === 'token' && principal.tokenId === id;
    if (!itself && !rules.mayManageOwnTokens(principal))
      throw errors.NotAllowed({
        what: 'Revoking another token',
        needs: "the scope 'write' without limits",
      });
    const actor = ownerOf(principal);
    const consistency = await this.tokens.revoke(id, actor);
    this.authenticator.forget();
    if (consistency === null) throw errors.TokenNotFound({ tokenId: id });
    this.log.info({ audit: 'token revoked', tokenId: id, owner, name, scope, actor }, 'access token revoked');
    reply.header(consistencyHeader, consistency);
  }

  /** @throws TokenNotFound, also for tokens of others */
  async #seen(principal: Principal, id: string) {
    const token = await this.tokens.find(id);
    if (token && (rules.mayOperate(principal) || token.owner === ownerOf(principal))) return token;
    throw errors.TokenNotFound({ tokenId: id });
  }
}
