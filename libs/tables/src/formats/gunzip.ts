import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import { errors } from '@rowhouse/contract';

/**
 * Unpacks a gzip file. Memory stays flat.
 * @throws TooBigContentError when more than `maxBytes` come out, DatasetGenerationError when it is
 * truncated or corrupt
 */
export async function gunzipFile(
  source: { path: string; name: string },
  target: string,
  options: { maxBytes: number; signal?: AbortSignal },
): Promise<{ size: number }> {
  let size = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size <= options.maxBytes) return done(null, chunk);
      done(
        errors.TooBigContentError({
          what: `The unpacked content of '${source.name}'`,
          limit: options.maxBytes,
          actual: size,
        }),
      );
    },
  });
  try {
    await pipeline(createReadStream(source.path), createGunzip(), bound, createWriteStream(target), {
      signal: options.signal,
    });
  } catch (error) {
    throw explain(error, source.name);
  }
  return { size };
}

function explain(error: unknown, file: string): unknown {
  const code = isNativeError(error) && 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') {
    return errors.DatasetGenerationError(
      { file, reason: 'its gzip data ends too early', next: 'The file is truncated: upload it again.' },
      { cause: error },
    );
  }
  if (code === 'Z_DATA_ERROR') {
    return errors.DatasetGenerationError(
      { file, reason: 'its gzip data is corrupt', next: 'Pack it again and upload it.' },
      { cause: error },
    );
  }
  return error;
}
