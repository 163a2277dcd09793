import { errors } from '@rowhouse/contract';

const part = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?$/;

/** A dataset's full name, `namespace/name`, as it appears in URLs and answers. */
export type DatasetId = `${string}/${string}`;

export function datasetId(namespace: string, name: string): DatasetId {
  return `${namespace}/${name}`;
}

/** Splits `namespace/name`; `null` when it has not exactly one slash. */
export function parseDatasetId(text: string): { namespace: string; name: string } | null {
  const [namespace, name, ...rest] = text.split('/');
  return namespace && name && rest.length === 0 ? { namespace, name } : null;
}

/**
 * The rules for new names: those of Hugging Face's Hub.
 * @throws InvalidName
 */
export function checkDatasetName(namespace: string, name: string): void {
  for (const [what, actual] of [
    ['namespace', namespace],
    ['name', name],
  ] as const) {
    if (!part.test(actual) || actual.includes('--') || actual.includes('..'))
      throw errors.InvalidName({ what, actual });
  }
}
