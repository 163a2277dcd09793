const NUM_BINS = 10;

/** Edges of an integer histogram: equal whole steps, the last bin closed. */
export interface IntegerBins {
  size: bigint;
  count: number;
  edges: bigint[];
}

/**
 * Bins of `ceil((max - min + 1) / 10)` integers: edges `min, min + size, …, max`. The last bin also
 * holds `max`. Two adjacent integers get a bin each (edges `[0, 1, 1]`): in one bin, a column of
 * zeros and ones would tell nothing.
 */
export function integerBins(min: bigint, max: bigint): IntegerBins {
  if (min === max) return { size: 1n, count: 1, edges: [min, max] };
  if (max - min === 1n) return { size: 1n, count: 2, edges: [min, max, max] };
  const size = (max - min + BigInt(NUM_BINS)) / BigInt(NUM_BINS);
  const edges: bigint[] = [];
  for (let edge = min; edge < max; edge += size) edges.push(edge);
  edges.push(max);
  return { size, count: edges.length - 1, edges };
}

/** Eleven edges of ten equal bins. */
export function equalEdges(min: number, max: number): number[] {
  const step = max / NUM_BINS - min / NUM_BINS;
  return Array.from({ length: NUM_BINS + 1 }, (_, i) => (i === NUM_BINS ? max : min + i * step));
}

/** Counts by bin number as a list with zeros for empty bins. */
export function histOf(counts: ReadonlyMap<number, number>, bins: number): number[] {
  return Array.from({ length: bins }, (_, index) => counts.get(index) ?? 0);
}

/** 128-bit arithmetic is several times slower, so it is used only where 64 bits could overflow; beyond 128 bits is approximate. */
export function integerType(min: bigint, max: bigint, factor = 1n): 'BIGINT' | 'HUGEINT' | 'DOUBLE' {
  const fits = (limit: bigint) => min > -limit && max < limit && (max - min) * factor < limit;
  return fits(2n ** 62n) ? 'BIGINT' : fits(2n ** 126n) ? 'HUGEINT' : 'DOUBLE';
}
