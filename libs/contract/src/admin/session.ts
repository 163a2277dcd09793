import { z } from 'zod';

/** The body of `POST /admin/session`: an administrator's token. */
export const openSessionBody = z.strictObject({ token: z.string().min(1).max(1000) });

/** The answer of `GET` and `POST /admin/session`. */
export const adminSession = z.object({
  /** `none`: nobody needs to sign in. */
  authMode: z.enum(['token', 'none']),
  signedIn: z.boolean(),
});
export type AdminSession = z.infer<typeof adminSession>;
