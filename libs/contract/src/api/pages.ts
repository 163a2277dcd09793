import { z } from 'zod';

/** How lists are paged: the next page's URL stands in the `Link` header as `rel="next"`, its cursor is opaque. */
export const pageQuery = z.object({
  limit: z.coerce
    .number({ error: "Parameter 'limit' must be a number" })
    .int("Parameter 'limit' must be a whole number")
    .min(1, "Parameter 'limit' must be at least 1")
    .max(1000, "Parameter 'limit' must be at most 1000")
    .default(100),
  cursor: z
    .string({ error: "Parameter 'cursor' must be given once" })
    .max(500, "Parameter 'cursor' is too long")
    .optional(),
});
