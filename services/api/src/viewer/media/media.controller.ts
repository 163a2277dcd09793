import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { errors } from '@rowhouse/contract';
import type { ConsistencyToken } from '@rowhouse/database';
import { mediaAt, mediaTypeOf } from '@rowhouse/tables';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../access/access.js';
import { NeedsAccess } from '../../access/access-rule.js';
import { contentDisposition } from '../../download/content-disposition.js';
import { isNotModified } from '../../download/not-modified.js';
import { mediaPolicy } from '../../download/send-blob.js';
import { sentRange } from '../../download/sent-range.js';
import { clientLeft } from '../../http/client-left.js';
import { ReadToken } from '../../http/consistency.js';
import { ExportReaders } from '../../readers/pools.js';
import type { MediaHead, MediaInput } from '../../readers/tasks.js';
import { bytesBetween } from '../export/bytes-between.js';
import { SplitTables } from '../rows/split-tables.js';
import { withRevision } from '../served-answer.js';

interface MediaParameters {
  namespace: string;
  name: string;
  revision: string;
  config: string;
  split: string;
  row: string;
  column: string;
  /** Indexes and fields inside of the cell, as a JSON Pointer without its first slash. */
  inside?: string;
  /** What a browser saves it as; says nothing of what it is. */
  file: string;
}

/** `GET /assets/…`: the bytes of one picture, sound, film or document, as they are stored, whole or a range. */
@Controller('assets/:namespace/:name/--/:revision/--')
@NeedsAccess('reads-dataset')
export class MediaController {
  constructor(
    private readonly access: Access,
    private readonly tables: SplitTables,
    private readonly readers: ExportReaders,
  ) {}

  @Get([':config/:split/:row/:column/:file', ':config/:split/:row/:column/:inside/:file'])
  async media(
    @Param() { namespace, name, revision, config, split, row, column, inside, file }: MediaParameters,
    @ReadToken() token: ConsistencyToken | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!/^\d{1,15}$/.test(row))
      throw errors.InvalidParameter({ message: "Parameter 'row' must be integer" });
    if (!/^[0-9a-f]{40}$/.test(revision))
      throw errors.InvalidParameter({ message: "Parameter 'revision' must be 40 hexadecimal digits" });
    const dataset = `${namespace}/${name}`;
    await this.access.read(request, dataset, token);
    const table = await withRevision(reply, () =>
      this.tables.get({ dataset, config, split }, token, revision),
    );
    const missing = () =>
      errors.FileNotFound({
        path: [config, split, row, column, inside ?? [], file].flat().join('/'),
        revision,
      });
    const place = inside === undefined ? [] : inside.split('/').map(unescaped);
    const feature = table.columns.find(({ name }) => name === column)?.type;
    if (!feature || mediaAt(feature, place, '') === null) throw missing();
    const cell = createHash('sha1')
      .update(JSON.stringify([config, split, row, column, ...place]))
      .digest('hex');
    const etag = `"${revision}-${cell}"`;
    if (isNotModified(request.headers, etag, new Date(0))) {
      reply.header('ETag', etag).code(304).send();
      return;
    }
    const files = table.files.map(({ path, numRows }) => ({ path, numRows }));
    const input: MediaInput = { files, row: Number(row), column, feature, place };
    const task = { kind: 'media', input, table: `${table.datasetId} ${files[0]?.path}` };
    const values = this.readers.run(task, clientLeft(reply));
    try {
      const head = (await values.next()).value as MediaHead;
      if (!head) throw missing();
      const type = mediaTypeOf(head.start)?.type;
      // After the last refusal: what failed has nothing to keep.
      const [start, end] = sentRange(request, reply, etag, head.size);
      reply
        .header('ETag', etag)
        .header('Accept-Ranges', 'bytes')
        .header('Cache-Control', 'max-age=31536000, immutable')
        .header('Content-Encoding', 'identity')
        .header('Content-Length', end - start + 1)
        // Bytes of strangers: nothing in them may run or load, whatever a browser takes them for.
        .header('Content-Security-Policy', mediaPolicy)
        .header('X-Content-Type-Options', 'nosniff')
        .header('Content-Disposition', type ? 'inline' : contentDisposition(file))
        .type(type ?? 'application/octet-stream');
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

/** Of a part of a JSON Pointer (RFC 6901). */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
