import { fillNormals } from '../philox/normals.js';
import { pathTwin } from './path-twin.js';
import { type BlockResults, blockWidth, fineBins, type PreparedGbm, sumsPerBlock } from './prepared.js';

/** The twin of the kernel on GPUs: the same paths in doubles, for one range of blocks after the other. */
export function simulateBlocks(prepared: PreparedGbm): (offset: number, count: number) => BlockResults {
  const sample = sampler(prepared);
  const { antithetic, shift, controlMean, discount, samples, rounds, low, high } = prepared;
  const perBlock = blockWidth * rounds;
  const binsPerUnit = fineBins / (high - low);
  return (offset, count) => {
    const sums = new Float64Array(count * sumsPerBlock);
    const counts = new Float64Array(fineBins + 2);
    const file = (payment: number) => {
      const bin = Math.min(fineBins - 1, Math.max(0, Math.floor((payment - low) * binsPerUnit))) + 1;
      const place = payment <= low ? 0 : payment >= high ? fineBins + 1 : bin;
      counts[place] = (counts[place] as number) + 1;
    };
    for (let block = 0; block < count; block++) {
      let [a, aa, c, cc, ac, min, max] = [0, 0, 0, 0, 0, Infinity, -Infinity];
      const first = (offset + block) * perBlock;
      const end = Math.min(samples, first + perBlock);
      for (let index = first; index < end; index++) {
        const { payments, controls } = sample(index);
        const one = (payments[0] as number) * discount;
        const other = (payments[1] as number) * discount;
        const payment = antithetic ? (one + other) / 2 : one;
        const control = antithetic
          ? ((controls[0] as number) + (controls[1] as number)) / 2
          : (controls[0] as number);
        const da = payment - shift;
        const dc = (control - controlMean) * discount;
        a += da;
        aa += da * da;
        c += dc;
        cc += dc * dc;
        ac += da * dc;
        file(one);
        min = Math.min(min, one);
        max = Math.max(max, one);
        if (antithetic) {
          file(other);
          min = Math.min(min, other);
          max = Math.max(max, other);
        }
      }
      sums.set([a, aa, c, cc, ac, min, max], block * sumsPerBlock);
    }
    return { sums, counts };
  };
}

/** Discounted payments of the first samples; of pairs, of their first paths. */
export function samplePayments(prepared: PreparedGbm, count: number): Float64Array {
  const sample = sampler(prepared);
  return Float64Array.from(
    { length: count },
    (_, index) => (sample(index).payments[0] as number) * prepared.discount,
  );
}

/** Payments and controls of a sample: of its path, and of the antithetic one. */
function sampler(prepared: PreparedGbm) {
  const { assets, steps, key, stream, antithetic } = prepared;
  const z = new Float64Array(Math.ceil((assets * steps) / 4) * 4);
  const follow = pathTwin(prepared);
  const seen = { payments: new Float64Array(2), controls: new Float64Array(2) };
  return (index: number) => {
    fillNormals(z, key, stream, index);
    for (let turn = 0; turn < (antithetic ? 2 : 1); turn++) {
      const { payment, control } = follow(z, turn === 0 ? 1 : -1);
      seen.payments[turn] = payment;
      seen.controls[turn] = control;
    }
    return seen;
  };
}
