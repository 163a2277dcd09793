/** Hugging Face's feature types, as `features[].type` carries them. */
export type Feature =
  | { _type: 'Value'; dtype: string }
  | { _type: 'ClassLabel'; names: string[] }
  | { _type: 'List' | 'LargeList' | 'Sequence'; feature: Feature; length?: number }
  | { _type: 'Array2D' | 'Array3D' | 'Array4D' | 'Array5D'; shape: (number | null)[]; dtype: string }
  | { _type: 'Translation'; languages: string[] }
  | { _type: 'TranslationVariableLanguages'; languages: string[]; num_languages?: number }
  | { _type: 'Audio'; sampling_rate?: number }
  | { _type: 'Image' | 'Video' | 'Pdf' | 'Json' }
  | StructFeature;

/** A struct: its fields by name, without a `_type` of its own. */
export interface StructFeature {
  [field: string]: Feature;
}

/** One column of a table with its position. */
export interface FeatureColumn {
  feature_idx: number;
  name: string;
  type: Feature;
}

/** Features keyed by column name, as `/info` and `/parquet` carry them. */
export type Features = Record<string, Feature>;

export function featuresOf(columns: readonly FeatureColumn[]): Features {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}
