import { errors } from '@rowhouse/contract';

/** Where a page of a webhook's deliveries begins. */
export const deliveryCursor = {
  encode: (id: string): string => Buffer.from(`d${id}`).toString('base64url'),

  /** @throws InvalidParameter */
  decode(cursor: string): string {
    const [, id] = /^d(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
    if (id !== undefined) return id;
    throw errors.InvalidParameter({ message: "Parameter 'cursor' is not one that this server gave" });
  },
};
