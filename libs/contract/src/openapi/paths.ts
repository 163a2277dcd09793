import { z } from 'zod';

/** Names a dataset. */
export const datasetPath = z.object({
  namespace: z.string().meta({
    description: "1 to 96 letters, digits, '-', '_' and '.'; begins and ends with a letter or digit.",
    example: 'me',
  }),
  name: z.string().meta({ description: 'Formed as a namespace.', example: 'cars' }),
});

export const revisionPath = datasetPath.extend({
  revision: z
    .string()
    .meta({ description: '40 hex digits.', example: '9c1a1f5b0f6d4e0a8b1d2c3e4f5061728394a5b6' }),
});

/** Names a thing by its id. */
export const idPath = z.object({
  id: z.string().meta({ example: '0198f3a1-7c44-7d5e-9d51-3f6f0a6f1b0e' }),
});
