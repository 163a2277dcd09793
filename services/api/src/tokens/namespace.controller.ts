import { Controller, Header, Inject, Param, Put, Req, Res } from '@nestjs/common';
import { ownerOf, rules } from '@rowhouse/auth';
import { errors, type NamespaceItem, putNamespaceBody } from '@rowhouse/contract';
import { checkDatasetName, Datasets } from '@rowhouse/datasets';
import type { Logger } from '@rowhouse/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { NeedsAccess } from '../access/access-rule.js';
import { consistencyHeader } from '../http/consistency.js';
import { jsonBody } from '../http/json-body.js';
import { LOG } from '../platform/tokens.js';

/** Gives a namespace to an owner. */
@Controller('api/namespaces/:namespace')
@NeedsAccess('knows-caller')
export class NamespaceController {
  constructor(
    private readonly access: Access,
    private readonly datasets: Datasets,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  @Put()
  @Header('Cache-Control', 'no-store')
  async give(
    @Param('namespace') namespace: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NamespaceItem> {
    checkDatasetName(namespace, 'any');
    const what = `Giving away the namespace '${namespace}'`;
    const principal = await this.access.member(request, what);
    if (!rules.mayOperate(principal)) throw errors.NotAllowed({ what, needs: "the scope 'admin'" });
    const { owner } = await jsonBody(request, putNamespaceBody);
    const { token } = await this.datasets.namespaces.give(namespace, owner);
    this.log.info(
      { audit: 'namespace given', namespace, owner, actor: ownerOf(principal) },
      'namespace given',
    );
    reply.header(consistencyHeader, token);
    return { name: namespace, owner };
  }
}
