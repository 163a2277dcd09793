const least = 8 * 1024 * 1024;
/** S3 takes 10,000; the rest is for sources that are counted differently from what arrives. */
const mostParts = 9_000;

/**
 * Bytes of one part of an upload of at most `maxBytes`. Without a limit, parts of 16 MiB reach 140 GiB.
 */
export function partBytes(maxBytes: number | undefined): number {
  if (maxBytes === undefined || !Number.isFinite(maxBytes)) return 2 * least;
  // S3's largest object has 5 TiB, whatever the limit says.
  return Math.max(least, Math.ceil(Math.min(maxBytes, 5 * 1024 ** 4) / mostParts));
}
