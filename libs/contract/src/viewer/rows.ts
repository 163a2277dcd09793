import { z } from 'zod';
import { featureColumn } from './feature.js';

/** One row; `row_idx` counts from 0 over the whole split. */
const rowItem = z.object({
  row_idx: z.number().int().min(0).describe('Counts from 0 over the whole split.'),
  row: z.record(z.string(), z.unknown()).describe('The cells by name of their column.'),
  truncated_cells: z.array(z.string()).describe('Columns whose cell is cut here; /cell has it whole.'),
});
export type RowItem = z.infer<typeof rowItem>;

/** The answer of `/rows` and `/filter`. */
export const paginatedRows = z
  .object({
    features: z.array(featureColumn),
    rows: z.array(rowItem),
    num_rows_total: z.number().int().min(0).describe('Of the split, or of those that match.'),
    num_rows_per_page: z.number().int().min(0).describe('The greatest `length`.'),
    partial: z.boolean(),
  })
  .meta({
    id: 'Rows',
    example: {
      features: [
        { feature_idx: 0, name: 'Name', type: { _type: 'Value', dtype: 'string' } },
        { feature_idx: 1, name: 'Horsepower', type: { _type: 'Value', dtype: 'int64' } },
      ],
      rows: [{ row_idx: 0, row: { Name: 'buick skylark 320', Horsepower: 165 }, truncated_cells: [] }],
      num_rows_total: 406,
      num_rows_per_page: 100,
      partial: false,
    },
  });
export type PaginatedRows = z.infer<typeof paginatedRows>;

/** Where a search's words stand in one text of a row. */
const searchHighlight = z.object({
  column: z.string(),
  path: z
    .array(z.union([z.string(), z.number().int()]))
    .describe(
      'The way to the text within the cell: indexes of lists and names of fields; empty when the cell is the text.',
    ),
  ranges: z
    .array(z.tuple([z.number().int(), z.number().int()]))
    .describe('`[start, end)` in UTF-16 units, as JavaScript counts; in order, without overlaps.'),
});
export type SearchHighlight = z.infer<typeof searchHighlight>;

/** A row that a search found. */
const searchRow = rowItem.extend({
  score: z
    .number()
    .describe('BM25 over all of the split; higher is better. 0 where a query only leaves rows out.'),
  highlights: z.array(searchHighlight),
});
export type SearchRow = z.infer<typeof searchRow>;

/** The answer of `/search`; `num_rows_total` counts all hits. */
export const searchedRows = z.object({ ...paginatedRows.shape, rows: z.array(searchRow) });
export type SearchedRows = z.infer<typeof searchedRows>;

/** The answer of `/first-rows`. */
export const firstRows = z.object({
  dataset: z.string(),
  config: z.string(),
  split: z.string(),
  features: z.array(featureColumn),
  rows: z.array(rowItem),
  truncated: z.boolean().describe('True when the split has more rows than these.'),
});
export type FirstRows = z.infer<typeof firstRows>;
