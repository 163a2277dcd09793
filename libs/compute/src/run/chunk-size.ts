/** The size of the next range from how long the last one took; grows and shrinks by a factor of four at most. */
export function nextChunk({ count, ms, targetMs, maxChunk }: ChunkTiming): number {
  const factor = Math.min(4, Math.max(0.25, targetMs / Math.max(ms, 0.01)));
  return Math.max(1, Math.min(maxChunk, Math.round(count * factor)));
}

export interface ChunkTiming {
  count: number;
  ms: number;
  targetMs: number;
  maxChunk: number;
}
