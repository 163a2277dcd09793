import { errors } from '@rowhouse/contract';

/** Where a page of the list of datasets ended. */
export interface DatasetCursor {
  updatedAt: Date;
  id: string;
}

export function encodeCursor({ updatedAt, id }: DatasetCursor): string {
  return Buffer.from(`${updatedAt.toISOString()} ${id}`).toString('base64url');
}

/** @throws InvalidParameter when the text is not one of ours */
export function decodeCursor(cursor: string): DatasetCursor {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const updatedAt = new Date(time);
  if (Number.isNaN(updatedAt.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw errors.InvalidParameter({ message: "Parameter 'cursor' is not one that this server gave" });
  }
  return { updatedAt, id };
}
