import { z } from 'zod';

/** Settings of services that ask who somebody is. */
export const authSettings = z.object({
  /** `token`: a token says who somebody is. `none`: everybody may do everything. */
  AUTH_MODE: z.enum(['token', 'none'], { error: "must be 'token' or 'none'" }).default('token'),
  /** The administrator token of the operator: what the first tokens are made with. */
  ADMIN_TOKEN: z
    .string()
    .min(32, 'must have at least 32 characters; make one with: openssl rand -hex 32')
    .optional(),
  /** File that holds it, where no `ADMIN_TOKEN` is given. */
  ADMIN_TOKEN_FILE: z.string().optional(),
  /** `yes` allows `AUTH_MODE=none` where others can connect. */
  UNSAFE_NO_AUTH: z.enum(['yes', 'no'], { error: "must be 'yes' or 'no'" }).default('no'),
});

/** Refuses a service that everybody who can connect may use, unless that was asked for by name. */
export function refuseOpenDoors<
  S extends z.ZodType<{ HOST: string; AUTH_MODE: 'token' | 'none'; UNSAFE_NO_AUTH: 'yes' | 'no' }>,
>(schema: S) {
  return schema.superRefine(({ HOST, AUTH_MODE, UNSAFE_NO_AUTH }, context) => {
    if (AUTH_MODE === 'token' || UNSAFE_NO_AUTH === 'yes' || isLoopback(HOST)) return;
    context.addIssue({
      code: 'custom',
      path: ['AUTH_MODE'],
      message:
        `is 'none' while HOST is ${HOST}: whoever can connect could read and change everything. ` +
        'Set AUTH_MODE=token and ADMIN_TOKEN, or HOST=127.0.0.1; in a closed network, UNSAFE_NO_AUTH=yes allows it',
    });
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
