import type { CroissantNode, Feature, StructFeature } from '@rowhouse/contract';
import { Names } from './names.js';

const dataTypes: Readonly<Record<string, string>> = {
  binary: 'sc:Text',
  bool: 'sc:Boolean',
  float16: 'cr:Float16',
  float32: 'cr:Float32',
  float64: 'cr:Float64',
  int8: 'cr:Int8',
  int16: 'cr:Int16',
  int32: 'cr:Int32',
  int64: 'cr:Int64',
  large_string: 'sc:Text',
  string: 'sc:Text',
  uint8: 'cr:UInt8',
  uint16: 'cr:UInt16',
  uint32: 'cr:UInt32',
  uint64: 'cr:UInt64',
};

const media: Readonly<Record<string, string>> = {
  Image: 'sc:ImageObject',
  Audio: 'sc:AudioObject',
  Video: 'sc:VideoObject',
};

/** Where the values of a field come from: a column of a set of files, and the way into its cells. */
export interface FieldSource {
  fileSet: string;
  column: string;
  /** JSONPath keys, outermost first. */
  path: string[];
}

/** A column or a part of one as a Croissant field; `null` where Croissant has no type for it. */
export function croissantField(id: string, feature: Feature, source: FieldSource): CroissantNode | null {
  const field = { '@type': 'cr:Field', '@id': id };
  switch (feature._type) {
    case 'Value': {
      const dataType = valueType(String(feature.dtype));
      return dataType === null ? null : { ...field, dataType, source: sourceOf(source) };
    }
    case 'ClassLabel':
      return { ...field, dataType: 'sc:Integer', source: sourceOf(source) };
    case 'Json':
      return { ...field, dataType: 'sc:Text', source: sourceOf(source) };
    case 'Image':
    case 'Audio':
    case 'Video': {
      const bytes = { ...source, path: [...source.path, 'bytes'] };
      return { ...field, dataType: media[feature._type], source: sourceOf(bytes) };
    }
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return arrayField(id, feature, source);
    default:
      return typeof feature._type === 'string' ? null : structField(id, feature as StructFeature, source);
  }
}

function valueType(dtype: string): string | null {
  if (dtype.startsWith('timestamp')) return 'sc:DateTime';
  if (dtype.startsWith('date')) return 'sc:Date';
  if (dtype.startsWith('time')) return 'sc:Time';
  if (dtype.startsWith('decimal')) return 'sc:Float';
  return dataTypes[dtype] ?? null;
}

function sourceOf({ fileSet, column, path }: FieldSource): CroissantNode {
  const steps = path.map((jsonPath) => ({ jsonPath }));
  const transform = steps.length === 0 ? {} : { transform: steps.length === 1 ? steps[0] : steps };
  return { fileSet: { '@id': fileSet }, extract: { column }, ...transform };
}

/** Lists in lists are one array with more dimensions; -1 is any length. */
function arrayField(id: string, feature: Feature, source: FieldSource): CroissantNode | null {
  const shape: number[] = [];
  let item = feature;
  while (item._type === 'List' || item._type === 'LargeList' || item._type === 'Sequence') {
    const list = item as { feature: Feature; length?: number };
    shape.push(list.length !== undefined && list.length > 0 ? list.length : -1);
    item = list.feature;
  }
  const field = croissantField(id, item, source);
  return field && { ...field, isArray: true, arrayShape: shape.join(',') };
}

function structField(id: string, feature: StructFeature, source: FieldSource): CroissantNode | null {
  const names = new Names();
  const parts = Object.entries(feature).flatMap(([name, part]) => {
    const own = { ...source, path: [...source.path, jsonPathKey(name)] };
    return croissantField(`${id}/${names.of(name)}`, part, own) ?? [];
  });
  return parts.length === 0 ? null : { '@type': 'cr:Field', '@id': id, subField: parts };
}

function jsonPathKey(name: string): string {
  if (/^\w+$/.test(name)) return name;
  return `['${name.replace(/(['[\]\\])/g, '\\$1')}']`;
}
