import { z } from 'zod';

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

/** The schema of a `Feature`. */
export const feature: z.ZodType<Feature> = z
  .lazy(() =>
    z.union([
      z.object({ _type: z.literal('Value'), dtype: z.string() }),
      z.object({ _type: z.literal('ClassLabel'), names: z.array(z.string()) }),
      z.object({
        _type: z.enum(['List', 'LargeList', 'Sequence']),
        feature,
        length: z.number().int().optional(),
      }),
      z.object({
        _type: z.enum(['Array2D', 'Array3D', 'Array4D', 'Array5D']),
        shape: z.array(z.number().int()),
        dtype: z.string(),
      }),
      z.object({ _type: z.literal('Translation'), languages: z.array(z.string()) }),
      z.object({
        _type: z.literal('TranslationVariableLanguages'),
        languages: z.array(z.string()),
        num_languages: z.number().int().optional(),
      }),
      z.object({ _type: z.literal('Audio'), sampling_rate: z.number().int().optional() }),
      z.object({ _type: z.enum(['Image', 'Video', 'Pdf', 'Json']) }),
      z.record(z.string(), feature).describe('A struct: its fields by name.'),
    ]),
  )
  .meta({
    id: 'Feature',
    description: "The type of a column, as Hugging Face's `datasets` names it.",
    example: { _type: 'Value', dtype: 'int64' },
  });

/** One column of a table with its position. */
export const featureColumn = z.object({
  feature_idx: z.number().int().min(0),
  name: z.string().meta({ example: 'Horsepower' }),
  type: feature,
});
export type FeatureColumn = z.infer<typeof featureColumn>;

/** Features keyed by column name, as `/info` and `/parquet` carry them. */
export const features = z.record(z.string(), feature).describe('By name of the column.');
export type Features = z.infer<typeof features>;

export function featuresOf(columns: readonly FeatureColumn[]): Features {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}
