/** The answer of `/opt-in-out-urls`: the columns that hold URLs, and how many URLs their owners speak about. */
export interface OptInOutUrls {
  urls_columns: string[];
  has_urls_columns: boolean;
  num_opt_in_urls: number;
  num_opt_out_urls: number;
  num_scanned_rows: number;
  /** URLs in `urls_columns`, each as often as it occurs. */
  num_urls: number;
  /** False when a part of the data could not be looked at. */
  full_scan: boolean;
  /** Who was asked about the URLs; `null`: nobody, and both counts are 0 whatever the owners want. */
  opt_out_registry: string | null;
}

/** One piece of text that looks like personal data, with most of it hidden. */
export interface PresidioSample {
  /** Letters and digits beyond the first two are `*`. */
  text: string;
  type: string;
  config: string;
  split: string;
  row_idx: number;
  column_name: string;
}

/** The answer of `/presidio-entities`, in Presidio's names of entities. */
export interface PresidioEntities {
  scanned_columns: string[];
  /** Always 0, see `not_scanned_entities`. */
  num_rows_with_person_entities: number;
  num_rows_with_phone_number_entities: number;
  num_rows_with_email_address_entities: number;
  /** Rows with at least one of `sensitive_entities`. */
  num_rows_with_sensitive_pii: number;
  num_scanned_rows: number;
  has_scanned_columns: boolean;
  /** False when texts were left out because of `scan_limits`, or a split could not be scanned. */
  full_scan: boolean;
  /** Rows by what was found in them; types that were looked for and not found are 0. */
  num_rows_with_entities: Record<string, number>;
  /** What counts as sensitive. */
  sensitive_entities: string[];
  /** What nobody looked for. Its absence from the counts says nothing. */
  not_scanned_entities: string[];
  /** Of each split. */
  scan_limits: { rows: number; columns: number; characters: number; characters_per_text: number };
  samples: PresidioSample[];
}

/** How one library loads one config. */
export interface LoadingCode {
  config_name: string;
  /** Names of splits with their files, relative to the folder of Parquet files. */
  arguments: { splits: Record<string, string | string[]> };
  code: string;
}

export interface CompatibleLibrary {
  language: string;
  library: string;
  function: string;
  loading_codes: LoadingCode[];
}

/** The answer of `/compatible-libraries`. */
export interface CompatibleLibraries {
  libraries: CompatibleLibrary[];
  /** Of the uploaded files, in Hugging Face's names. */
  formats: string[];
}

/** A part of a Croissant document; JSON-LD. */
export type CroissantNode = Record<string, unknown>;

/** The answer of `/croissant-crumbs`: what can be said of a dataset from its files alone. */
export interface CroissantCrumbs {
  '@context': CroissantNode;
  '@type': 'sc:Dataset';
  conformsTo: string;
  distribution: CroissantNode[];
  recordSet: CroissantNode[];
}
