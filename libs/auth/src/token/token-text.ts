import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What tokens of each kind begin with, so that people and secret scanners recognise them. */
const prefixes = { token: 'rwh_', session: 'rwhs_' } as const;

export type TokenKind = keyof typeof prefixes;

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 43;
const checksumLength = 6;

/** A new token: the prefix, 256 random bits and a CRC-32 of both, in letters and digits. */
export function newTokenText(kind: TokenKind): string {
  const body = prefixes[kind] + inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength);
  return body + checksum(body);
}

/** Whether a text is formed as a token of this kind; a typing error is told without asking the database. */
export function isTokenText(text: string, kind: TokenKind): boolean {
  const prefix = prefixes[kind];
  if (text.length !== prefix.length + secretLength + checksumLength || !text.startsWith(prefix)) return false;
  const body = text.slice(0, -checksumLength);
  return /^[0-9A-Za-z]+$/.test(body.slice(prefix.length)) && text.slice(-checksumLength) === checksum(body);
}

/** SHA-256; enough for a secret of 256 random bits, which nobody can guess by trying. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checksum(body: string): string {
  return inBase62(BigInt(crc32(body)), checksumLength);
}

function inBase62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = digits[Number(rest % 62n)] + text;
  return text;
}
