import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { isNotModified } from '../../download/not-modified.js';
import { sentRange } from '../../download/sent-range.js';
import { clientLeft } from '../../http/client-left.js';
import { ReadToken } from '../../http/consistency.js';
import { ExportReaders } from '../../readers/pools.js';
import type { CellHead, CellInput } from '../../readers/tasks.js';
import { type Query as QueryString, requiredNumber, requireInTurn } from '../parameters.js';
import { columnsNamed, revisionOf } from '../reading-parameters.js';
import { SplitTables } from '../rows/split-tables.js';
import { withRevision } from '../served-answer.js';
import { bytesBetween } from './bytes-between.js';

const mediaTypes = {
  text: 'text/plain; charset=utf-8',
  binary: 'application/octet-stream',
  json: 'application/json; charset=utf-8',
};

/** `GET /cell`: one cell with nothing cut, whole or a range of its bytes. */
@Controller()
@NeedsAccess('reads-dataset')
export class CellController {
  constructor(
    private readonly access: Access,
    private readonly tables: SplitTables,
    private readonly readers: ExportReaders,
  ) {}

  @Get('cell')
  async cell(
    @Query() query: QueryString,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = requireInTurn(query, ['dataset', 'config', 'split', 'column']);
    const row = requiredNumber(query, 'row');
    const revision = revisionOf(query);
    await this.access.read(request, place.dataset, token);
    const table = await withRevision(reply, () => this.tables.get(place, token, revision));
    const [column] = columnsNamed(table.columns, [place.column]);
    const name = createHash('sha1')
      .update(JSON.stringify([place.config, place.split, row, column?.name]))
      .digest('hex');
    const etag = `"${table.revision}-${name}"`;
    reply
      .header('ETag', etag)
      .header('Accept-Ranges', 'bytes')
      .header('Cache-Control', revision ? 'max-age=31536000, immutable' : 'no-cache')
      .header('Content-Encoding', 'identity');
    if (isNotModified(request.headers, etag, new Date(0))) {
      reply.code(304).send();
      return;
    }
    const input: CellInput = {
      files: table.files.map(({ path, numRows }) => ({ path, numRows })),
      row,
      column: place.column,
    };
    const task = { kind: 'cell', input, table: `${table.datasetId} ${input.files[0]?.path}` };
    const values = this.readers.run(task, clientLeft(reply));
    try {
      const head = (await values.next()).value as CellHead;
      if (!head) {
        const { numRows } = table;
        throw errors.InvalidParameter({
          message: `Parameter 'row' must be less than ${numRows}, the number of rows of the split`,
        });
      }
      const [start, end] = sentRange(request, reply, etag, head.size);
      reply.header('Content-Length', end - start + 1).type(mediaTypes[head.kind]);
      if (request.method === 'HEAD') {
        await values.return(undefined);
        reply.send(Readable.from([]));
        return;
      }
      const pieces = bytesBetween(values as AsyncGenerator<Uint8Array>, start, end);
      reply.send(Readable.from(pieces, { objectMode: false }));
    } catch (error) {
      await values.return(undefined);
      throw error;
    }
  }
}
