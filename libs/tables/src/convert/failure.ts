import { isNativeError } from 'node:util/types';
import { errors, RowhouseError } from '@rowhouse/contract';
import type { SourceFile, SourceRelation } from './source.js';

/** Turns whatever stopped a conversion into an error of the catalogue that tells no local path. */
export async function explainFailure(
  error: unknown,
  sources: readonly { file: SourceFile; explain?: SourceRelation['explain'] }[],
  signal?: AbortSignal,
): Promise<unknown> {
  if (error instanceof RowhouseError) return error;
  if (signal?.aborted) return errors.StepCancelledError(undefined, { cause: error });
  if (!isNativeError(error)) return error;
  if (isDiskFull(error)) return errors.StorageFull({ what: 'the Parquet files' }, { cause: error });
  const culprit = sourceOf(error, sources);
  const file = culprit?.file.name ?? 'upload';
  if (/out of memory/i.test(error.message)) {
    return errors.DatasetGenerationError(
      {
        file,
        reason: 'it needs more memory than the job may use',
        next: 'Make its rows smaller, or ask the operator to raise JOB_MEMORY_MB.',
      },
      { cause: error },
    );
  }
  for (const { explain } of culprit ? [culprit] : sources) {
    const explained = await explain?.(error);
    if (explained) return explained;
  }
  return errors.DatasetGenerationError(
    { file, reason: 'its rows could not be converted', next: 'Check the file and upload it again.' },
    { cause: error },
  );
}

export function isDiskFull(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    /no space left on device|disk quota exceeded/i.test(error.message)
  );
}

/** The source whose path stands in DuckDB's message, or the only one. */
export function sourceOf<T extends { file: SourceFile; select?: string }>(
  error: Error,
  sources: readonly T[],
): T | undefined {
  if (sources.length === 1) return sources[0];
  return sources.find(({ file, select }) =>
    [file.path, ...(select?.match(/(?<=')\/[^']+(?=')/g) ?? [])].some((path) => error.message.includes(path)),
  );
}
