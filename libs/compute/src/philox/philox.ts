const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const high0 = multiplier0 >>> 16;
const low0 = multiplier0 & 0xffff;
const high1 = multiplier1 >>> 16;
const low1 = multiplier1 & 0xffff;
const shift16 = 2 ** -16;

/** The two key words of a generator. */
export type PhiloxKey = readonly [number, number];

/**
 * Philox4x32: four random 32-bit words for a counter of four words, without any state. From Salmon, Moraes, Dror and
 * Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). Writes into `out` at `at`.
 */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key: PhiloxKey,
  out: Uint32Array,
  at = 0,
  rounds = 10,
): void {
  let x0 = counter0 >>> 0;
  let x1 = counter1 | 0;
  let x2 = counter2 >>> 0;
  let x3 = counter3 | 0;
  let k0 = key[0] | 0;
  let k1 = key[1] | 0;
  for (let round = 0; round < rounds; round++) {
    // The upper half of 32 × 32 bits in doubles: no partial product needs more than 49 bits, so all are exact.
    const high = (high0 * x0 + Math.floor(low0 * x0 * shift16)) * shift16;
    const highOther = (high1 * x2 + Math.floor(low1 * x2 * shift16)) * shift16;
    const low = Math.imul(multiplier0, x0);
    const lowOther = Math.imul(multiplier1, x2);
    x0 = ((highOther | 0) ^ x1 ^ k0) >>> 0;
    x1 = lowOther;
    x2 = ((high | 0) ^ x3 ^ k1) >>> 0;
    x3 = low;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  out[at] = x0;
  out[at + 1] = x1;
  out[at + 2] = x2;
  out[at + 3] = x3;
}

/** The keys of the ten rounds, which are the same for every counter: k0, k1 of the first round, of the second, … */
export function roundKeys(key: PhiloxKey): Uint32Array {
  const keys = new Uint32Array(20);
  for (let round = 0; round < 10; round++) {
    keys[2 * round] = key[0] + Math.imul(round, weyl0);
    keys[2 * round + 1] = key[1] + Math.imul(round, weyl1);
  }
  return keys;
}
