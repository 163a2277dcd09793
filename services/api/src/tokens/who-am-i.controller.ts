import { Controller, Get, Header, Req } from '@nestjs/common';
import { ownerOf, TokenStore } from '@rowhouse/auth';
import type { WhoAmI } from '@rowhouse/contract';
import type { FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';

/** `GET /api/whoami-v2`: whose token this is, as Hugging Face's Hub tells it. */
@Controller('api/whoami-v2')
@NeedsAccess('knows-caller')
export class WhoAmIController {
  constructor(
    private readonly access: Access,
    private readonly tokens: TokenStore,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async whoAmI(@Req() request: FastifyRequest): Promise<WhoAmI> {
    const principal = await this.access.member(request, 'Asking who you are');
    const name = ownerOf(principal);
    if (principal.kind === 'open') return { type: 'user', name, auth: { type: 'none' } };
    const { displayName, role } =
      principal.kind === 'token'
        ? { displayName: (await this.tokens.find(principal.tokenId))?.name ?? '', role: principal.scope }
        : { displayName: 'administrator token of the settings', role: 'admin' as const };
    return { type: 'user', name, auth: { type: 'access_token', accessToken: { displayName, role } } };
  }
}
