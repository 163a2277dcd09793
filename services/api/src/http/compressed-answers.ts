import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';

export type Encoding = 'br' | 'gzip';

const [inBrotli, inGzip] = [promisify(brotliCompress), promisify(gzip)];

const compressors: Record<Encoding, (body: Buffer | string) => Promise<Buffer>> = {
  br: (body) => inBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
  gzip: (body) => inGzip(body),
};

/**
 * Compressed answers that are kept, so that one which is asked for often is compressed once; without that, compression
 * costs more than ten times what the rest of the answer does. It runs outside the event loop.
 */
export class CompressedAnswers {
  readonly #kept: LRUCache<string, Buffer, { body: Buffer | string; encoding: Encoding }>;

  constructor(maxBytes: number) {
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.ceil(maxBytes / 16),
      sizeCalculation: (compressed) => compressed.length + 500,
      // Readers who ask for the same answer at the same time wait for the same compression.
      fetchMethod: (_key, _stale, { context: { body, encoding } }) => compressors[encoding](body),
      ignoreFetchAbort: true,
      allowStaleOnFetchAbort: true,
    });
  }

  /** The body compressed. Its ETag must be a hash of it. */
  async get(etag: string, body: Buffer | string, encoding: Encoding): Promise<Buffer> {
    const kept = await this.#kept.fetch(`${encoding} ${etag}`, { context: { body, encoding } });
    return kept ?? compressors[encoding](body);
  }
}
