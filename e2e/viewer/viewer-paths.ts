/** A path of the reference, for tests that hold for all of them. */
export interface ViewerPath {
  path: string;
  /** The parameters without which it answers 422. */
  required: ('dataset' | 'config' | 'split')[];
  /** What it can be asked about, by parameters that are all there. */
  levels: ('dataset' | 'config' | 'split')[];
  /** Asks for one parameter after the other, where the others ask for all at once. */
  inTurn?: boolean;
  /** More of the query, for a good answer. */
  more?: string;
  /** The keys of the answer, by level. */
  keys: Record<string, string[]>;
}

const place: ViewerPath['required'] = ['dataset', 'config', 'split'];
const isValid = ['preview', 'viewer', 'search', 'filter', 'statistics'];
const urls = [
  'urls_columns',
  'has_urls_columns',
  'num_opt_in_urls',
  'num_opt_out_urls',
  'num_scanned_rows',
  'num_urls',
  'full_scan',
];
const page = ['features', 'rows', 'num_rows_total', 'num_rows_per_page', 'partial'];

/** §1.1 to §1.3 of the reference. */
export const viewerPaths: readonly ViewerPath[] = [
  {
    path: '/splits',
    required: ['dataset'],
    levels: ['dataset', 'config'],
    keys: { dataset: ['splits', 'pending', 'failed'], config: ['splits'] },
  },
  {
    path: '/parquet',
    required: ['dataset'],
    levels: ['dataset', 'config'],
    keys: {
      dataset: ['parquet_files', 'pending', 'failed', 'partial'],
      config: ['parquet_files', 'features', 'partial'],
    },
  },
  {
    path: '/info',
    required: ['dataset'],
    levels: ['dataset', 'config'],
    keys: {
      dataset: ['dataset_info', 'pending', 'failed', 'partial'],
      config: ['dataset_info', 'partial'],
    },
  },
  {
    path: '/size',
    required: ['dataset'],
    levels: ['dataset', 'config'],
    keys: { dataset: ['size', 'pending', 'failed', 'partial'], config: ['size', 'partial'] },
  },
  {
    path: '/is-valid',
    required: ['dataset'],
    levels: ['dataset', 'config', 'split'],
    keys: { dataset: isValid, config: isValid, split: isValid },
  },
  {
    path: '/opt-in-out-urls',
    required: ['dataset'],
    levels: ['dataset', 'config', 'split'],
    keys: { dataset: urls, config: urls, split: urls },
  },
  {
    path: '/presidio-entities',
    required: ['dataset'],
    levels: ['dataset'],
    keys: {
      dataset: [
        'scanned_columns',
        'num_rows_with_person_entities',
        'num_rows_with_phone_number_entities',
        'num_rows_with_email_address_entities',
        'num_rows_with_sensitive_pii',
        'num_scanned_rows',
        'has_scanned_columns',
        'full_scan',
      ],
    },
  },
  {
    path: '/compatible-libraries',
    required: ['dataset'],
    levels: ['dataset'],
    keys: { dataset: ['libraries', 'formats'] },
  },
  {
    path: '/croissant-crumbs',
    required: ['dataset'],
    levels: ['dataset'],
    keys: { dataset: ['@context', '@type', 'conformsTo', 'distribution', 'recordSet'] },
  },
  {
    path: '/hub-cache',
    required: ['dataset'],
    levels: ['dataset'],
    keys: {
      dataset: ['preview', 'viewer', 'partial', 'num_rows', 'libraries', 'formats', 'modalities'],
    },
  },
  {
    path: '/first-rows',
    required: place,
    levels: ['split'],
    keys: { split: ['dataset', 'config', 'split', 'features', 'rows', 'truncated'] },
  },
  {
    path: '/statistics',
    required: place,
    levels: ['split'],
    keys: { split: ['num_examples', 'statistics', 'partial'] },
  },
  { path: '/rows', required: place, levels: ['split'], inTurn: true, keys: { split: page } },
  {
    path: '/filter',
    required: place,
    levels: ['split'],
    inTurn: true,
    more: '&where=%22text%22+%3D+%27word%27',
    keys: { split: page },
  },
  {
    path: '/search',
    required: place,
    levels: ['split'],
    inTurn: true,
    more: '&query=word',
    keys: { split: page },
  },
];

const places = ['dataset', 'config', 'split'] as const;

/** The query that names a place at a level. */
export function queryOf(
  level: 'dataset' | 'config' | 'split',
  values: { dataset: string; config?: string; split?: string },
): string {
  return places
    .slice(0, places.indexOf(level) + 1)
    .map((name) => `${name}=${encodeURIComponent(values[name] ?? '')}`)
    .join('&');
}
