import { errors, RowhouseError } from '@rowhouse/contract';

const endedEarly = /unexpected end|terminated early|premature close|aborted/i;

/** What a client is told when its body could not be read; other failures stay as they are. */
export function bodyError(error: unknown, path?: string): unknown {
  if (error instanceof RowhouseError) {
    return error.code === 'UploadIncomplete' && path
      ? errors.UploadIncomplete({ path }, { cause: error.cause })
      : error;
  }
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (code === 'ECONNRESET' || code === 'Z_BUF_ERROR' || endedEarly.test(message)) {
    return errors.UploadIncomplete({ path }, { cause: error });
  }
  if (/^(Z_|ERR__ERROR_|ERR_ZLIB|ERR_BROTLI|ZSTD_)/.test(code)) {
    const reason = `it is not compressed as its Content-Encoding says (${message}).`;
    return errors.InvalidBody({ reason }, { cause: error });
  }
  return error;
}
