import type { Feature } from '@rowhouse/contract';

/** How a column is described; `text` becomes string_label, string_text or datetime by its values. */
export type ColumnKind =
  | { kind: 'int' | 'float' | 'text' | 'bool' | 'list' }
  | { kind: 'datetime'; zone: boolean }
  | { kind: 'class_label'; names: readonly string[] };

/**
 * The kind of a feature, or null for those without statistics: structs, binary, times, JSON.
 * Beyond Hugging Face's list: decimals count as float, dates as datetime.
 */
export function kindOf(feature: Feature): ColumnKind | null {
  if (!('_type' in feature) || typeof feature._type !== 'string') return null;
  if (feature._type === 'ClassLabel' && 'names' in feature) {
    return { kind: 'class_label', names: feature.names as string[] };
  }
  if (['List', 'LargeList', 'Sequence'].includes(feature._type)) return { kind: 'list' };
  if (feature._type !== 'Value' || !('dtype' in feature)) return null;
  const dtype = feature.dtype as string;
  if (/^u?int\d+$/.test(dtype)) return { kind: 'int' };
  if (/^(float|decimal)/.test(dtype)) return { kind: 'float' };
  if (/^(large_)?string$/.test(dtype)) return { kind: 'text' };
  if (dtype === 'bool') return { kind: 'bool' };
  if (/^(timestamp|date)/.test(dtype)) return { kind: 'datetime', zone: dtype.includes('tz=') };
  return null;
}
