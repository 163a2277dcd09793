import type { Feature } from '@rowhouse/contract';

/** How a column is described; `text` becomes string_label, string_text or datetime by its values. */
export type ColumnKind =
  | { kind: 'int' | 'float' | 'text' | 'bool' | 'time' | 'binary' | 'json' }
  | { kind: 'media'; media: 'image' | 'audio' | 'video' }
  | { kind: 'decimal'; width: number }
  | { kind: 'list'; item: Feature }
  | { kind: 'struct'; fields: Readonly<Record<string, Feature>> }
  | { kind: 'datetime'; zone: boolean }
  | { kind: 'class_label'; names: readonly string[] };

/**
 * The kind of a feature, or null for those without statistics. Beyond Hugging Face's list: decimals count as float
 * (whole ones as int) and dates as datetime, and there are times, binaries, structs and JSON.
 */
export function kindOf(feature: Feature): ColumnKind | null {
  if (!isTyped(feature)) return { kind: 'struct', fields: feature as Record<string, Feature> };
  switch (feature._type) {
    case 'ClassLabel':
      return { kind: 'class_label', names: feature.names };
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return { kind: 'list', item: feature.feature };
    case 'Array2D':
    case 'Array3D':
    case 'Array4D':
    case 'Array5D':
      return { kind: 'list', item: nested(feature.dtype, feature.shape.length - 1) };
    case 'Json':
      return { kind: 'json' };
    case 'Image':
      return { kind: 'media', media: 'image' };
    case 'Audio':
      return { kind: 'media', media: 'audio' };
    case 'Video':
      return { kind: 'media', media: 'video' };
    case 'Value':
      return kindOfValue(feature.dtype);
    default:
      return null;
  }
}

function nested(dtype: string, levels: number): Feature {
  return levels === 0 ? { _type: 'Value', dtype } : { _type: 'List', feature: nested(dtype, levels - 1) };
}

/** A struct may have a field that is called `_type`. */
function isTyped(feature: Feature): feature is Exclude<Feature, Record<string, Feature>> {
  return typeof (feature as { _type?: unknown })._type === 'string';
}

function kindOfValue(dtype: string): ColumnKind | null {
  const decimal = /^decimal\d*\((\d+), *(-?\d+)\)$/.exec(dtype);
  if (decimal) return decimal[2] === '0' ? { kind: 'int' } : { kind: 'decimal', width: Number(decimal[1]) };
  if (/^u?int\d+$/.test(dtype)) return { kind: 'int' };
  if (/^float/.test(dtype)) return { kind: 'float' };
  if (/^(large_)?string(_view)?$/.test(dtype)) return { kind: 'text' };
  if (/^(large_)?binary(_view)?$/.test(dtype)) return { kind: 'binary' };
  if (dtype === 'bool') return { kind: 'bool' };
  if (/^time\d/.test(dtype)) return { kind: 'time' };
  if (/^(timestamp|date)/.test(dtype)) return { kind: 'datetime', zone: dtype.includes('tz=') };
  return null;
}
