import { z } from 'zod';

const flag = z.enum(['true', 'false', '1', '0', ''], {
  error: "Parameter 'replace' must be 'true' or 'false'",
});

/** The query of `POST /api/datasets/{ns}/{name}/upload`. */
export const uploadQuery = z.object({
  /** True: the new revision holds just these files; false: they are laid over those of the one before. */
  replace: flag.default('false').transform((value) => value === 'true' || value === '1' || value === ''),
  /** The name of the file, when the body is the file itself. */
  path: z.string({ error: "Parameter 'path' must be given once" }).optional(),
  message: z
    .string({ error: "Parameter 'message' must be given once" })
    .max(1000, "Parameter 'message' is too long")
    .optional(),
});

/** The answer, 202, of an upload: it is stored, and its processing has begun. */
export const uploadAnswer = z.object({
  dataset: z.string(),
  revision: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number(), sha256: z.string() })),
  url: z.string().describe('Where the progress of the processing can be followed.'),
});
export type UploadAnswer = z.infer<typeof uploadAnswer>;
