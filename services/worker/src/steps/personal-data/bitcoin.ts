import { createHash } from 'node:crypto';

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const bech32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** True for a Bitcoin address whose checksum is right: Base58Check, or Bech32 and Bech32m (BIP 173 and 350). */
export function isBitcoinAddress(text: string): boolean {
  return /^bc1/i.test(text) ? hasBech32Checksum(text) : hasBase58Checksum(text);
}

/** 25 bytes, of which the last four are the start of the double SHA-256 of the others. */
function hasBase58Checksum(text: string): boolean {
  let number = 0n;
  for (const character of text) {
    const digit = base58.indexOf(character);
    if (digit < 0) return false;
    number = number * 58n + BigInt(digit);
  }
  const hex = number.toString(16);
  if (hex.length > 50) return false;
  const bytes = Buffer.from(hex.padStart(50, '0'), 'hex');
  const twice = sha256(sha256(bytes.subarray(0, 21)));
  return bytes.subarray(21).equals(twice.subarray(0, 4));
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The polynomial of BIP 173 over the prefix `bc` and the data leaves 1, or the constant of BIP 350. */
function hasBech32Checksum(text: string): boolean {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return false;
  const data = [...lower.slice(3)].map((character) => bech32.indexOf(character));
  if (data.length < 6 || data.some((value) => value < 0)) return false;
  const [b, c] = ['b'.charCodeAt(0), 'c'.charCodeAt(0)];
  let checksum = 1;
  for (const value of [b >> 5, c >> 5, 0, b & 31, c & 31, ...data]) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of generators.entries()) if ((top >> bit) & 1) checksum ^= generator;
  }
  return checksum === 1 || checksum === 0x2bc830a3;
}
