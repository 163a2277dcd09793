import type { Feature, FeatureColumn } from '@rowhouse/contract';
import { isExactNumber } from '../../page/exact-number.js';

/** A text in a cell, and the way to it: indexes of lists and names of fields, none for a cell that is the text. */
export interface CellText {
  path: (string | number)[];
  text: string;
}

/**
 * The columns that search looks into: texts, and whatever holds texts at any depth of lists and structs. In a JSON
 * column those are its strings; names of fields are no texts.
 */
export function textColumns(columns: readonly FeatureColumn[]): FeatureColumn[] {
  return columns.filter(({ type }) => holdsText(type));
}

/** The texts in a cell as `/rows` encodes it, in order. */
export function cellTexts(type: Feature, cell: unknown): CellText[] {
  if (typeof cell === 'string' && isText(type)) return [{ path: [], text: cell }];
  const texts: CellText[] = [];
  collect(type, cell, [], texts);
  return texts;
}

function isText(type: Feature): boolean {
  return (
    type._type === 'Value' && 'dtype' in type && (type.dtype === 'string' || type.dtype === 'large_string')
  );
}

function isJson(type: Feature): boolean {
  return type._type === 'Json';
}

function holdsText(type: Feature): boolean {
  return isText(type) || isJson(type) || partsOf(type).some(([, part]) => holdsText(part));
}

function collect(type: Feature, cell: unknown, path: (string | number)[], texts: CellText[]): void {
  if (cell === null || cell === undefined) return;
  if (isJson(type)) collectStrings(cell, path, texts);
  else if (isText(type)) {
    if (typeof cell === 'string') texts.push({ path, text: cell });
  } else if (Array.isArray(cell)) {
    const item = itemOf(type);
    if (item && holdsText(item))
      for (const [index, value] of cell.entries()) collect(item, value, [...path, index], texts);
  } else if (typeof cell === 'object') {
    for (const [name, part] of partsOf(type))
      collect(part, (cell as Record<string, unknown>)[name], [...path, name], texts);
  }
}

function collectStrings(value: unknown, path: (string | number)[], texts: CellText[]): void {
  if (typeof value === 'string') texts.push({ path, text: value });
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) collectStrings(item, [...path, index], texts);
  else if (typeof value === 'object' && value !== null && !isExactNumber(value))
    for (const [name, item] of Object.entries(value)) collectStrings(item, [...path, name], texts);
}

const string: Feature = { _type: 'Value', dtype: 'string' };

/** The types inside a type, by the name that they have in a cell; those of lists have none. */
function partsOf(type: Feature): [string, Feature][] {
  const item = itemOf(type);
  if (item) return [['', item]];
  if (isTranslation(type)) return type.languages.map((language) => [language, string]);
  if (type._type === 'TranslationVariableLanguages') {
    const list: Feature = { _type: 'List', feature: string };
    return [
      ['language', list],
      ['translation', list],
    ];
  }
  return typeof type._type === 'string' ? [] : Object.entries(type);
}

function itemOf(type: Feature): Feature | null {
  const { _type: name } = type;
  const list = name === 'List' || name === 'LargeList' || name === 'Sequence';
  return list && 'feature' in type ? (type.feature as Feature) : null;
}

function isTranslation(type: Feature): type is Extract<Feature, { _type: 'Translation' }> {
  return type._type === 'Translation';
}
