import { errors } from '@rowhouse/contract';

/** Where a page of a dataset's history ended: the number of its last revision, opaque to clients. */
export const revisionCursor = {
  encode(number: number): string {
    return Buffer.from(`r${number}`).toString('base64url');
  },

  /** @throws InvalidParameter when the text is not one of ours */
  decode(cursor: string): number {
    const match = /^r(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString());
    if (match) return Number(match[1]);
    throw errors.InvalidParameter({ message: "Parameter 'cursor' is not one that this server gave" });
  },
};
