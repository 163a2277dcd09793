import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { errors } from '@rowhouse/contract';

const decoders: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * Undoes the `Content-Encoding` of a request while it streams; who reads the result has to bound it.
 * @throws UnsupportedMediaType
 */
export function decodedBody(body: Readable, contentEncoding: string | undefined): Readable {
  const encoding = contentEncoding?.trim().toLowerCase() || 'identity';
  if (encoding === 'identity') return body;
  const decoder = decoders[encoding]?.();
  if (!decoder) {
    throw errors.UnsupportedMediaType({
      actual: encoding.slice(0, 100),
      expected: Object.keys(decoders).join(', '),
    });
  }
  // A short body fails before anybody reads; who reads later still gets the error.
  decoder.on('error', () => undefined);
  // The failure of either side reaches the reader as that of the decoder.
  return pipeline(body, decoder, () => undefined);
}
