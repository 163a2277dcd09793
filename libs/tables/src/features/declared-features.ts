import type { Feature } from '@rowhouse/contract';
import { isMediaFields } from '../media/media-struct.js';

/** The key under which `datasets` stores its features in a Parquet or Arrow schema. */
export const FEATURES_KEY = 'huggingface';

/** The features in a `huggingface` schema metadata value; empty when it holds none that can be read. */
export function declaredFeatures(metadata: string | undefined): Map<string, Feature> {
  if (metadata === undefined) return new Map();
  try {
    const parsed: unknown = JSON.parse(metadata);
    const features = (parsed as { info?: { features?: unknown } } | null)?.info?.features;
    if (typeof features !== 'object' || features === null) return new Map();
    const entries = Object.entries(features).map(([name, raw]) => [name, normalise(raw)] as const);
    return new Map(entries.filter((entry): entry is [string, Feature] => entry[1] !== null));
  } catch {
    // Metadata that other programs wrote is a hint, never a reason to refuse the file.
    return new Map();
  }
}

/** Those declared features that fit what the columns really hold. */
export function fittingFeatures(
  declared: ReadonlyMap<string, Feature>,
  actual: readonly { name: string; type: Feature }[],
): Map<string, Feature> {
  const fitting = new Map<string, Feature>();
  for (const { name, type } of actual) {
    const feature = declared.get(name);
    if (feature && fits(feature, type)) fitting.set(name, feature);
  }
  return fitting;
}

/** The value to store under `FEATURES_KEY`. */
export function featuresMetadata(columns: readonly { name: string; type: Feature }[]): string {
  const features = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  return JSON.stringify({ info: { features } });
}

/** Accepts the older spellings: `[feature]` for a list, `names` keyed by number. */
function normalise(raw: unknown): Feature | null {
  if (Array.isArray(raw)) {
    const feature = normalise(raw[0]);
    return feature && { _type: 'List', feature };
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const record = raw as Record<string, unknown>;
  switch (record._type) {
    case 'Value':
      return typeof record.dtype === 'string' ? { _type: 'Value', dtype: record.dtype } : null;
    case 'ClassLabel':
      return classLabel(record.names);
    case 'List':
    case 'LargeList':
    case 'Sequence': {
      const feature = normalise(record.feature);
      const length = typeof record.length === 'number' && record.length >= 0 ? record.length : undefined;
      return feature && { _type: record._type, feature, ...(length === undefined ? {} : { length }) };
    }
    case 'Json':
    case 'Image':
    case 'Video':
    case 'Pdf':
      return { _type: record._type };
    case 'Audio':
      return { _type: 'Audio', ...whole(record, 'sampling_rate') };
    case 'Array2D':
    case 'Array3D':
    case 'Array4D':
    case 'Array5D':
      return arrayOf(record._type, record);
    case 'Translation':
    case 'TranslationVariableLanguages':
      return Array.isArray(record.languages) && record.languages.every((name) => typeof name === 'string')
        ? { _type: record._type, languages: record.languages, ...whole(record, 'num_languages') }
        : null;
    case undefined: {
      const entries = Object.entries(record).map(([name, field]) => [name, normalise(field)] as const);
      return entries.every(([, field]) => field !== null) ? (Object.fromEntries(entries) as Feature) : null;
    }
    default:
      return null;
  }
}

/** A property that is a positive whole number, or nothing. */
function whole<Name extends string>(
  record: Record<string, unknown>,
  name: Name,
): Partial<Record<Name, number>> {
  const value = record[name];
  return Number.isInteger(value) && (value as number) > 0 ? ({ [name]: value } as Record<Name, number>) : {};
}

/** A length in the first dimension may be left open. */
function arrayOf(_type: ArrayName, { shape, dtype }: Record<string, unknown>): Feature | null {
  const isShape =
    Array.isArray(shape) &&
    shape.length === dimensionsOf(_type) &&
    shape.every((length) => length === null || Number.isInteger(length));
  return isShape && typeof dtype === 'string' ? { _type, shape, dtype } : null;
}

type ArrayName = 'Array2D' | 'Array3D' | 'Array4D' | 'Array5D';

function dimensionsOf(name: ArrayName): number {
  return Number(name[5]);
}

function classLabel(names: unknown): Feature | null {
  const list = Array.isArray(names) ? names : Object.values((names as object | null) ?? {});
  return list.length > 0 && list.every((name) => typeof name === 'string')
    ? { _type: 'ClassLabel', names: list }
    : null;
}

function fits(declared: Feature, actual: Feature): boolean {
  const actualType = '_type' in actual ? actual._type : 'struct';
  const dtype = actualType === 'Value' ? (actual as { dtype: string }).dtype : undefined;
  switch ('_type' in declared ? declared._type : 'struct') {
    case 'ClassLabel':
      return dtype !== undefined && /^u?int\d+$/.test(dtype);
    case 'Json':
      return actualType === 'Json' || dtype === 'string';
    case 'Value':
      return dtype !== undefined && sameKind((declared as { dtype: string }).dtype, dtype);
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return (
        actualType === 'List' &&
        fits((declared as { feature: Feature }).feature, (actual as { feature: Feature }).feature)
      );
    case 'Image':
    case 'Audio':
    case 'Video':
    case 'Pdf':
      return actualType === 'struct' && isMediaStruct(actual as Record<string, Feature>);
    case 'Array2D':
    case 'Array3D':
    case 'Array4D':
    case 'Array5D':
      return fitsArray(declared as ArrayFeature, actual);
    case 'Translation':
    case 'TranslationVariableLanguages':
      return actualType === 'struct';
    case 'struct': {
      if (actualType !== 'struct') return false;
      const left = declared as Record<string, Feature>;
      const right = actual as Record<string, Feature>;
      const names = Object.keys(left);
      return (
        names.length === Object.keys(right).length &&
        names.every((name) => right[name] !== undefined && fits(left[name] as Feature, right[name]))
      );
    }
    default:
      return false;
  }
}

type ArrayFeature = Extract<Feature, { _type: ArrayName }>;

/** As media are stored. */
function isMediaStruct(actual: Readonly<Record<string, Feature>>): boolean {
  const dtypes = Object.entries(actual).map(
    ([name, field]) => [name, (field as { dtype?: unknown }).dtype] as const,
  );
  return isMediaFields<unknown>(new Map(dtypes), 'binary', 'string');
}

function fitsArray({ _type, dtype }: ArrayFeature, actual: Feature): boolean {
  let item = actual;
  for (let left = dimensionsOf(_type); left > 0; left--) {
    if (item._type !== 'List') return false;
    item = (item as { feature: Feature }).feature;
  }
  return item._type === 'Value' && sameKind(dtype, (item as { dtype: string }).dtype);
}

/** `large_string` is stored as `string`; otherwise the stored type tells the truth. */
function sameKind(declared: string, actual: string): boolean {
  return (
    declared.replace(/^large_/, '').replace(/_view$/, '') === actual ||
    declared.replace(', ', ',') === actual.replace(', ', ',')
  );
}
