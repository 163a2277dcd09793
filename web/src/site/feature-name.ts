import type { Feature } from '@rowhouse/contract';

/** A column's type in a word: `int64`, `string`, `list of float32`, `struct`. */
export function featureName(feature: Feature): string {
  const { _type: type } = feature as { _type?: string };
  if (type === undefined || typeof type !== 'string') return 'struct';
  if (type === 'Value') return (feature as { dtype: string }).dtype;
  if (type === 'List' || type === 'LargeList' || type === 'Sequence')
    return `list of ${featureName((feature as { feature: Feature }).feature)}`;
  return type.toLowerCase();
}

/** Whether a column holds figures, which are aligned to the right. */
export const isNumeric = (feature: Feature): boolean => /^(u?int|float|decimal)/.test(featureName(feature));
