import { z } from 'zod';
import { pageQuery } from './pages.js';

const ownerForm = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?$/;
const time = z.iso.datetime();

/** Who a token stands for, and whose namespaces are; formed as a namespace. */
export const ownerName = z
  .string({ error: "'owner' must be a text" })
  .regex(ownerForm, "'owner' must be 1 to 96 letters, digits, '-', '_' and '.'");

const limit = (what: string, form: RegExp) =>
  z
    .array(z.string().regex(form, `'${what}' must hold names`), {
      error: `'${what}' must be a list of names`,
    })
    .min(1, `'${what}' must not be empty; leave it out for no limit`)
    .max(100, `'${what}' must have at most 100 entries`)
    .nullable()
    .default(null);

const part = '[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?';

/** The body of `POST /api/tokens`. */
export const createTokenBody = z
  .strictObject({
    /** What its owner knows it by. */
    name: z
      .string({ error: "'name' must be a text" })
      .trim()
      .min(1, "'name' must not be empty")
      .max(100, "'name' must have at most 100 characters"),
    scope: z
      .enum(['read', 'write', 'admin'], { error: "'scope' must be 'read', 'write' or 'admin'" })
      .describe('`write` includes `read`, `admin` everything.'),
    owner: ownerName
      .optional()
      .describe('Default: the owner of the token that makes it. Only an administrator may name another.'),
    /** Private data and writes of these namespaces only; null: of all that the owner has. */
    namespaces: limit('namespaces', new RegExp(`^${part}$`)),
    /** Private data and writes of these datasets only, each `namespace/name`. Adds to `namespaces`. */
    datasets: limit('datasets', new RegExp(`^${part}/${part}$`)),
    /** Null: never. */
    expiresAt: z.iso
      .datetime({ offset: true, error: "'expiresAt' must be a time such as '2030-01-31T08:00:00Z'" })
      .nullable()
      .default(null),
  })
  .refine((body) => body.scope !== 'admin' || (body.namespaces === null && body.datasets === null), {
    error: "a token with the scope 'admin' can't be limited to 'namespaces' or 'datasets'",
  });
export type CreateTokenBody = z.infer<typeof createTokenBody>;

/** The query of `GET /api/tokens`. */
export const listTokensQuery = pageQuery.extend({
  owner: z.string({ error: "Parameter 'owner' must be given once" }).max(200).optional(),
});

/** A token as lists show it: everything but its text. */
export const tokenItem = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  scope: z.enum(['read', 'write', 'admin']),
  namespaces: z.array(z.string()).nullable(),
  datasets: z.array(z.string()).nullable(),
  createdAt: time,
  createdBy: z.string(),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable().describe('To the minute.'),
});
export type TokenItem = z.infer<typeof tokenItem>;

/** The answer of `POST /api/tokens`: the only one that ever holds the token itself. */
export const createdToken = tokenItem.extend({ token: z.string() });
export type CreatedToken = z.infer<typeof createdToken>;

/** The answer of `GET /api/whoami-v2`, as Hugging Face's Hub shapes it. */
export const whoAmI = z.object({
  type: z.literal('user'),
  name: z.string(),
  auth: z.object({
    type: z.enum(['access_token', 'none']).describe('`none`: access control is switched off.'),
    accessToken: z.object({ displayName: z.string(), role: z.enum(['read', 'write', 'admin']) }).optional(),
  }),
});
export type WhoAmI = z.infer<typeof whoAmI>;

/** The body of `PUT /api/namespaces/{ns}`. */
export const putNamespaceBody = z.strictObject({ owner: ownerName });

/** The answer of `PUT /api/namespaces/{ns}`. */
export const namespaceItem = z.object({ name: z.string(), owner: z.string() });
export type NamespaceItem = z.infer<typeof namespaceItem>;
