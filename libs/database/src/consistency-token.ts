import { errors } from '@rowhouse/contract';

declare const tokenBrand: unique symbol;

/**
 * A position in the primary's write-ahead log, as Postgres prints it (`0/16B3748`). Opaque to clients: they send back
 * what a write answered.
 */
export type ConsistencyToken = string & { readonly [tokenBrand]: true };

/** A WAL position as a number of bytes since the start of the log. */
export type WalPosition = bigint;

const form = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/** Reads what a client sent. Throws `InvalidConsistencyToken`. */
export function parseConsistencyToken(text: string): ConsistencyToken {
  return tokenAt(positionOf(text));
}

/** Throws `InvalidConsistencyToken` when the text is no WAL position. */
export function positionOf(text: string): WalPosition {
  const match = form.exec(text);
  if (!match) throw errors.InvalidConsistencyToken({ actual: text });
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
}

export function tokenAt(position: WalPosition): ConsistencyToken {
  const hex = (part: bigint) => part.toString(16).toUpperCase();
  return `${hex(position >> 32n)}/${hex(position & 0xffff_ffffn)}` as ConsistencyToken;
}

/** The token that covers both: of two writes, a read must see the later one. */
export function laterToken(a: ConsistencyToken, b: ConsistencyToken): ConsistencyToken {
  return positionOf(a) >= positionOf(b) ? a : b;
}
