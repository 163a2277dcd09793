import { z } from 'zod';

const count = z.number().int().min(0);

/** The answer of `/opt-in-out-urls`: the columns that hold URLs, and how many URLs their owners speak about. */
export const optInOutUrls = z.object({
  urls_columns: z.array(z.string()),
  has_urls_columns: z.boolean(),
  num_opt_in_urls: count,
  num_opt_out_urls: count,
  num_scanned_rows: count,
  num_urls: count.describe('URLs in `urls_columns`, each as often as it occurs.'),
  full_scan: z.boolean().describe('False when a part of the data could not be looked at.'),
  opt_out_registry: z
    .string()
    .nullable()
    .describe('Who was asked about the URLs; null: nobody, and both counts are 0 whatever the owners want.'),
});
export type OptInOutUrls = z.infer<typeof optInOutUrls>;

/** One piece of text that looks like personal data, with most of it hidden. */
const presidioSample = z.object({
  text: z.string().describe('Letters and digits beyond the first two are `*`.'),
  type: z.string(),
  config: z.string(),
  split: z.string(),
  row_idx: count,
  column_name: z.string(),
});
export type PresidioSample = z.infer<typeof presidioSample>;

/** The answer of `/presidio-entities`, in Presidio's names of entities. */
export const presidioEntities = z.object({
  scanned_columns: z.array(z.string()),
  num_rows_with_person_entities: count.describe('Always 0, see `not_scanned_entities`.'),
  num_rows_with_phone_number_entities: count,
  num_rows_with_email_address_entities: count,
  num_rows_with_sensitive_pii: count.describe('Rows with at least one of `sensitive_entities`.'),
  num_scanned_rows: count,
  has_scanned_columns: z.boolean(),
  full_scan: z
    .boolean()
    .describe('False when texts were left out because of `scan_limits`, or a split could not be scanned.'),
  num_rows_with_entities: z
    .record(z.string(), count)
    .describe('Rows by what was found in them; types that were looked for and not found are 0.'),
  sensitive_entities: z.array(z.string()).describe('What counts as sensitive.'),
  not_scanned_entities: z
    .array(z.string())
    .describe('What nobody looked for. Its absence from the counts says nothing.'),
  scan_limits: z
    .object({ rows: count, columns: count, characters: count, characters_per_text: count })
    .describe('Of each split.'),
  samples: z.array(presidioSample),
});
export type PresidioEntities = z.infer<typeof presidioEntities>;

/** How one library loads one config. */
const loadingCode = z.object({
  config_name: z.string(),
  arguments: z
    .object({ splits: z.record(z.string(), z.union([z.string(), z.array(z.string())])) })
    .describe('Names of splits with their files, relative to the folder of Parquet files.'),
  code: z.string(),
});
export type LoadingCode = z.infer<typeof loadingCode>;

const compatibleLibrary = z.object({
  language: z.string(),
  library: z.string(),
  function: z.string(),
  loading_codes: z.array(loadingCode),
});
export type CompatibleLibrary = z.infer<typeof compatibleLibrary>;

/** The answer of `/compatible-libraries`. */
export const compatibleLibraries = z.object({
  libraries: z.array(compatibleLibrary),
  formats: z.array(z.string()).describe("Of the uploaded files, in Hugging Face's names."),
});
export type CompatibleLibraries = z.infer<typeof compatibleLibraries>;

/** A part of a Croissant document; JSON-LD. */
const croissantNode = z.record(z.string(), z.unknown());
export type CroissantNode = z.infer<typeof croissantNode>;

/** The answer of `/croissant-crumbs`: what can be said of a dataset from its files alone. */
export const croissantCrumbs = z.object({
  '@context': croissantNode,
  '@type': z.literal('sc:Dataset'),
  conformsTo: z.string(),
  distribution: z.array(croissantNode),
  recordSet: z.array(croissantNode),
});
export type CroissantCrumbs = z.infer<typeof croissantCrumbs>;

/** The answer of `/api/datasets/{ns}/{name}/croissant`: a whole document, by the Croissant specification. */
export const croissantDocument = z.looseObject(croissantCrumbs.shape);
