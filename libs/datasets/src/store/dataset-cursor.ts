import { errors } from '@rowhouse/contract';

/** Where a page of the list of datasets ended. */
export interface DatasetCursor {
  /** Microseconds since 1970 in digits: a JavaScript date would lose those that tell two quick changes apart. */
  updatedAt: string;
  id: string;
}

export function encodeCursor({ updatedAt, id }: DatasetCursor): string {
  return Buffer.from(`${updatedAt} ${id}`).toString('base64url');
}

/** @throws InvalidParameter when the text is not one of ours */
export function decodeCursor(cursor: string): DatasetCursor {
  const [updatedAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,17}$/.test(updatedAt) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw errors.InvalidParameter({ message: "Parameter 'cursor' is not one that this server gave" });
  }
  return { updatedAt, id };
}
