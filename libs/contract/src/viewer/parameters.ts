import { z } from 'zod';

/**
 * The parameters of the viewer paths, as `/openapi.json` describes them. The api reads them by hand, since what counts
 * as missing, and the sentences about what is wrong, are Hugging Face's.
 */
const dataset = z.string().meta({ description: '`namespace/name`', example: 'me/cars' });
const config = z.string().meta({ description: 'Name of a config.', example: 'default' });
const split = z.string().meta({ description: 'Name of a split.', example: 'train' });
const whole = z.number().int().min(0);

const revision = z
  .string()
  .regex(/^[0-9a-f]{40}$/)
  .optional()
  .describe('A revision other than the one that readers see.');
const page = {
  offset: whole.optional().meta({ description: 'Rows to skip; default 0.', example: 0 }),
  length: whole.optional().meta({
    description: "At most, and by default, the operator's limit of rows for a page (100).",
    example: 2,
  }),
};
const reading = {
  ...page,
  max_length: whole.optional().describe('Allows for a `length` of up to so many rows, at most 10,000.'),
  columns: z
    .string()
    .optional()
    .describe(
      'Only these columns, in this order, with commas between; a name with a comma or a quote stands in double quotes.',
    ),
  revision,
  format: z
    .enum(['json', 'csv', 'jsonl', 'parquet', 'arrow'])
    .optional()
    .describe(
      'Other than `json`: all rows as a download, or `length` of them from `offset` on. `arrow` is an IPC stream.',
    ),
};

export const datasetParameters = z.object({ dataset });
export const configParameters = z.object({
  dataset,
  config: config.optional().describe('Narrows the answer to one config.'),
});
export const placeParameters = configParameters.extend({
  split: split.optional().describe('Narrows the answer to one split, together with `config`.'),
});
export const splitParameters = z.object({ dataset, config, split });
export const rowsParameters = splitParameters.extend(reading);
export const filterParameters = splitParameters.extend({
  where: z.string().optional().meta({
    description:
      'A condition such as `"Origin" IN (\'USA\', \'Japan\') AND NOT "Horsepower" < 100`: names of columns in double quotes, texts in single ones. Without it all rows match.',
    example: '"Horsepower" > 150',
  }),
  orderby: z
    .string()
    .optional()
    .meta({ description: 'Such as `"Year" DESC, "Name"`.', example: '"Horsepower" DESC' }),
  ...reading,
});
export const searchParameters = splitParameters.extend({
  query: z.string().meta({
    description: 'Words; `"a phrase"`, `prefix*`, `column:word` and `-word` too.',
    example: 'buick',
  }),
  ...page,
  revision,
  columns: reading.columns.describe('Of a download, only these columns, written as for `/rows`.'),
  format: reading.format.describe(
    'Other than `json`: all rows that are found, or `length` of them from `offset` on, as a download in the order of the split.',
  ),
});
export const cellParameters = splitParameters.extend({
  row: whole.meta({ description: 'The `row_idx`.', example: 0 }),
  column: z.string().meta({ description: 'Name of a column.', example: 'Name' }),
  revision,
});
