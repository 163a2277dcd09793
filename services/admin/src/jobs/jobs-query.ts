import { jobStates } from '@rowhouse/jobs';
import { z } from 'zod';

const mostPerPage = 200;

/** Parameters of `/admin/jobs`. */
export const jobsQuery = z.object({
  state: z.enum(jobStates, { error: `must be one of ${jobStates.join(', ')}` }).optional(),
  kind: z.string().max(200).optional(),
  pool: z.string().max(200).optional(),
  owner: z.string().max(200).optional(),
  subject: z.string().max(400).optional(),
  limit: z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(mostPerPage, `must not be greater than ${mostPerPage}`)
    .default(50),
  cursor: z.string().max(200).optional(),
});
