/** Values sorted into bins of equal width, with what lies outside counted at either end. */
export interface BinnedCounts {
  low: number;
  high: number;
  /** At or below `low`, then the bins, then at or above `high`. */
  counts: Float64Array;
  min: number;
  max: number;
}

/**
 * The quantile of binned values, interpolated in its bin: exact to one bin's width inside `low` to `high`, and never
 * outside `min` to `max`.
 */
export function binnedQuantile(
  { low, high, counts, min, max }: BinnedCounts,
  total: number,
  p: number,
): number {
  const bins = counts.length - 2;
  const width = (high - low) / bins;
  const wanted = p * total;
  let below = 0;
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index] as number;
    if (below + count >= wanted && count > 0) {
      const from = index === 0 ? min : low + (index - 1) * width;
      const to = index === 0 ? Math.max(min, low) : index === bins + 1 ? max : low + index * width;
      const value = from + ((to - from) * (wanted - below)) / count;
      return Math.min(max, Math.max(min, value));
    }
    below += count;
  }
  return max;
}

/** Joins neighbouring bins into at most `wanted` wider ones for drawing; what lies outside goes into the outermost. */
export function histogramOf({ low, high, counts }: BinnedCounts, wanted: number): Histogram {
  const fine = counts.length - 2;
  const perBin = Math.ceil(fine / wanted);
  const width = (high - low) / fine;
  const coarse: number[] = [];
  const edges: number[] = [low];
  for (let from = 0; from < fine; from += perBin) {
    const to = Math.min(fine, from + perBin);
    let count = 0;
    for (let bin = from; bin < to; bin++) count += counts[bin + 1] as number;
    coarse.push(count);
    edges.push(low + to * width);
  }
  coarse[0] = (coarse[0] as number) + (counts[0] as number);
  coarse[coarse.length - 1] = (coarse.at(-1) as number) + (counts[fine + 1] as number);
  return { edges, counts: coarse };
}

/** `counts[i]` values lie between `edges[i]` and `edges[i + 1]`. */
export interface Histogram {
  edges: number[];
  counts: number[];
}
