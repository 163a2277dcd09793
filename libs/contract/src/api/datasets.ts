import { z } from 'zod';
import { pageQuery } from './pages.js';

const description = z
  .string({ error: "'description' must be a text" })
  .max(10_000, "'description' must have at most 10000 characters")
  .refine((text) => !text.includes('\0'), "'description' must not hold a NUL character");
const isPrivate = z.boolean({ error: "'private' must be true or false" });

/** The body of `PUT /api/datasets/{ns}/{name}`; it may be left out. */
export const putDatasetBody = z.strictObject({
  description: description.optional(),
  private: isPrivate.optional(),
});
export type PutDatasetBody = z.infer<typeof putDatasetBody>;

/** The body of `PATCH /api/datasets/{ns}/{name}`. */
export const patchDatasetBody = putDatasetBody.refine((body) => Object.keys(body).length > 0, {
  error: "give at least one of 'description' and 'private'",
});

/** The query of `GET /api/datasets`. */
export const listDatasetsQuery = pageQuery.extend({
  search: z
    .string({ error: "Parameter 'search' must be given once" })
    .max(200, "Parameter 'search' is too long")
    .optional(),
  author: z
    .string({ error: "Parameter 'author' must be given once" })
    .max(200, "Parameter 'author' is too long")
    .optional(),
});

/** A dataset as Hugging Face's Hub lists it, with fields of ours beside. */
export const datasetItem = z.object({
  id: z.string().describe('`namespace/name`.'),
  author: z.string(),
  sha: z.string().nullable().describe('The revision that readers see; null before the first upload.'),
  headSha: z.string().nullable().describe('The revision that was uploaded last.'),
  lastModified: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  private: z.boolean(),
  description: z.string(),
});
export type DatasetItem = z.infer<typeof datasetItem>;

/** The answer of `GET /api/datasets`. */
export const datasetList = z.array(datasetItem);

/** The answer of `GET /api/datasets/{ns}/{name}`; `siblings` are the files of `sha`. */
export const datasetDetail = datasetItem.extend({
  siblings: z.array(z.object({ rfilename: z.string(), size: z.number(), sha256: z.string() })),
});
export type DatasetDetail = z.infer<typeof datasetDetail>;
