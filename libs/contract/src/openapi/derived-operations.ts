import { z } from 'zod';
import {
  compatibleLibraries,
  croissantCrumbs,
  croissantDocument,
  optInOutUrls,
  presidioEntities,
} from '../viewer/derived.js';
import { datasetParameters, placeParameters } from '../viewer/parameters.js';
import { datasetReadErrors, fileErrors, stepErrors, viewerErrors } from './error-groups.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { bytes, json, type Operation } from './operation.js';
import { datasetPath, revisionPath } from './paths.js';

const stored = {
  method: 'get',
  tag: 'viewer',
  token: 'optional',
  headers: requestHeaders.read,
  errors: [...viewerErrors, ...stepErrors],
} as const satisfies Partial<Operation>;

const answer = (schema: z.ZodType, example: unknown): Operation['answers'] => ({
  200: { description: 'What was computed.', content: json(schema, example), headers: answerHeaders.served },
});

const crumbs = {
  '@context': { '@language': 'en', '@vocab': 'https://schema.org/' },
  '@type': 'sc:Dataset',
  conformsTo: 'http://mlcommons.org/croissant/1.1',
  distribution: [],
  recordSet: [],
};

const mediaPath = revisionPath.extend({
  config: z.string(),
  split: z.string(),
  row: z.string(),
  column: z.string(),
  file: z.string().describe('What a browser saves it as.'),
});

/** What all ways to a picture, sound, film or document have in common. */
const media = {
  ...stored,
  headers: z.object({ ...requestHeaders.read.shape, ...requestHeaders.file.shape }),
  answers: {
    200: {
      description: 'The file.',
      content: { '*/*': { schema: bytes } },
      headers: answerHeaders.file.omit({ 'X-Repo-Commit': true }),
    },
    206: { description: 'The asked bytes of it.', content: { '*/*': { schema: bytes } } },
    304: { description: 'The client has it.' },
  },
  errors: [
    ...viewerErrors,
    ...stepErrors,
    ...fileErrors,
    'FileNotFound',
    'RevisionNotFound',
    'QueryLimitExceeded',
  ],
} as const;

/** The paths that tell what was found in a dataset, how to load it, and its media. */
export const derivedOperations: readonly Operation[] = [
  {
    ...stored,
    id: 'getOptInOutUrls',
    path: '/opt-in-out-urls',
    summary: 'The columns that hold URLs, and how many URLs their owners speak about.',
    query: placeParameters,
    answers: answer(optInOutUrls, {
      urls_columns: ['homepage'],
      has_urls_columns: true,
      num_opt_in_urls: 0,
      num_opt_out_urls: 0,
      num_scanned_rows: 406,
      num_urls: 406,
      full_scan: true,
      opt_out_registry: null,
    }),
  },
  {
    ...stored,
    id: 'getPresidioEntities',
    path: '/presidio-entities',
    summary: 'What looks like personal data in the texts of a dataset.',
    query: datasetParameters,
    answers: answer(presidioEntities, {
      scanned_columns: ['Name'],
      num_rows_with_person_entities: 0,
      num_rows_with_phone_number_entities: 0,
      num_rows_with_email_address_entities: 1,
      num_rows_with_sensitive_pii: 0,
      num_scanned_rows: 406,
      has_scanned_columns: true,
      full_scan: true,
      num_rows_with_entities: { EMAIL_ADDRESS: 1 },
      sensitive_entities: ['CREDIT_CARD'],
      not_scanned_entities: ['PERSON'],
      scan_limits: { rows: 10_000, columns: 100, characters: 1_000_000, characters_per_text: 10_000 },
      samples: [
        {
          text: 'ja**@*******.***',
          type: 'EMAIL_ADDRESS',
          config: 'default',
          split: 'train',
          row_idx: 0,
          column_name: 'Name',
        },
      ],
    }),
  },
  {
    ...stored,
    id: 'getCompatibleLibraries',
    path: '/compatible-libraries',
    summary: 'The libraries that can load a dataset, each with the code that does it.',
    query: datasetParameters,
    answers: answer(compatibleLibraries, { libraries: [], formats: ['csv'] }),
  },
  {
    ...stored,
    id: 'getCroissantCrumbs',
    path: '/croissant-crumbs',
    summary: 'The parts of a Croissant document that follow from the files.',
    query: datasetParameters.extend({
      full: z
        .enum(['true', 'false'])
        .optional()
        .describe('`false`: at most 1,000 fields of each record set. Default `true`.'),
    }),
    answers: answer(croissantCrumbs, crumbs),
  },
  {
    ...stored,
    id: 'getCroissant',
    path: '/api/datasets/{namespace}/{name}/croissant',
    summary: "A dataset as a Croissant document, at the Hub's path.",
    pathParameters: datasetPath,
    answers: answer(croissantDocument, { ...crumbs, name: 'cars' }),
    errors: [...datasetReadErrors, ...stepErrors, 'ResponseNotFound', 'ResponseNotReady'],
  },
  {
    ...media,
    id: 'getMedia',
    path: '/assets/{namespace}/{name}/--/{revision}/--/{config}/{split}/{row}/{column}/{file}',
    summary: 'One picture, sound, film or document, as it is stored; cells of rows hold such addresses.',
    pathParameters: mediaPath,
  },
  {
    ...media,
    id: 'getInnerMedia',
    path: '/assets/{namespace}/{name}/--/{revision}/--/{config}/{split}/{row}/{column}/{inside}/{file}',
    summary: 'The same for one that stands inside of lists and structs.',
    pathParameters: mediaPath.extend({
      inside: z.string().describe('Indexes and fields in the cell: a JSON Pointer without its first slash.'),
    }),
  },
];
