import { errors } from '@rowhouse/contract';
import type { PhiloxKey } from './philox.js';

/**
 * How counters are assigned. The seed is the key. The four words of a counter are
 *
 * | word | holds                                                                                   |
 * | ---- | --------------------------------------------------------------------------------------- |
 * | 0    | block: which four numbers of the element, counted from 0                                |
 * | 1, 2 | element: the path, the resample or the draw, low and high word                           |
 * | 3    | stream: the use in the upper 8 bits, the scenario, subset or restart in the lower 24     |
 *
 * so that no two uses share a number, and any part of a run can be computed alone, in any order, on any device.
 */
export const streamUses = { simulate: 0, resample: 1, orderStatistic: 2, subsets: 3, clustering: 4 } as const;

export type StreamUse = keyof typeof streamUses;

const maxIndex = 2 ** 24 - 1;

/** Word 3 of the counters of one stream. */
export function streamWord(use: StreamUse, index = 0): number {
  if (!Number.isInteger(index) || index < 0 || index > maxIndex) {
    throw errors.InvalidModel({
      field: 'stream',
      reason: `${index} is not a whole number from 0 to ${maxIndex}`,
    });
  }
  return ((streamUses[use] << 24) | index) >>> 0;
}

/** The key of a seed: its lower 32 bits, and the rest. */
export function keyOfSeed(seed: number): PhiloxKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw errors.InvalidModel({
      field: 'seed',
      reason: `${seed} is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    });
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}
