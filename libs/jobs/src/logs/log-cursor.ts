import { errors } from '@rowhouse/contract';

/** How far a reader of a log is: the end of the last piece it got. */
export interface LogPlace {
  /** Of the attempt; a bigint as text. */
  fence: string;
  startByte: number;
  /** Where the next piece begins when nothing was left out. */
  endByte: number;
}

export const beginning: LogPlace = { fence: '-1', startByte: -1, endByte: 0 };

export function cursorOf({ fence, startByte, endByte }: LogPlace): string {
  return Buffer.from(`${fence}.${startByte}.${endByte}`).toString('base64url');
}

/** Throws `InvalidParameter` for a text that no page answered. */
export function placeOf(cursor: string): LogPlace {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const match = /^(-1|\d{1,18})\.(-1|\d{1,15})\.(\d{1,15})$/.exec(text);
  if (!match) {
    throw errors.InvalidParameter({
      message: `Parameter 'cursor' is not one that a page of logs answered: '${cursor.slice(0, 60)}'`,
    });
  }
  const [, fence = '', startByte, endByte] = match;
  return { fence, startByte: Number(startByte), endByte: Number(endByte) };
}
