import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import { adminOperations, apiOperations, errors } from '@rowhouse/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsAccess } from '../access/access-rule.js';
import { matchesEtag, weakEtag } from '../http/conditional.js';
import { docsContentSecurityPolicy, docsFiles, docsHtml } from './docs-page.js';
import { openApiDocument } from './openapi-document.js';

/** What the api answers, for programs and as a page. */
@Controller()
@NeedsAccess('open')
export class DocsController {
  /** Made when it is first asked for. */
  #document: string | undefined;

  @Get('openapi.json')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'application/json; charset=utf-8')
  document(): string {
    this.#document ??= JSON.stringify(openApiDocument([...apiOperations, ...adminOperations]));
    return this.#document;
  }

  @Get('docs')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', docsContentSecurityPolicy)
  page(): string {
    return docsHtml;
  }

  @Get('docs/:file')
  async file(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = docsFiles.get(name);
    if (!file) throw errors.RouteNotFound({ method: request.method, path: request.url });
    const content = await file.read();
    const etag = weakEtag(content);
    reply.header('ETag', etag).header('Cache-Control', 'max-age=3600');
    if (matchesEtag(request.headers['if-none-match'], etag)) reply.code(304).send();
    else reply.type(file.type).send(content);
  }
}
