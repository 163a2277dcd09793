import { errors, RowhouseError } from '@rowhouse/contract';

/** The `code` of a failed system call, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** No room: the device, the user's quota, or the process's or file system's limit on the size of one file. */
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the caller of a store is told when the file system refused an operation on `key`. */
export function storageError(error: unknown, key: string): unknown {
  if (error instanceof RowhouseError) return error;
  const code = systemCode(error);
  if (code === undefined) return error;
  if (full.has(code)) return errors.StorageFull({ what: 'a file' }, { cause: error });
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR')
    return errors.BlobNotFound({ key }, { cause: error });
  return errors.StorageUnavailable(undefined, { cause: error });
}

/** Runs one operation on the disk and translates its failure. */
export async function onDisk<T>(key: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error, key);
  }
}
