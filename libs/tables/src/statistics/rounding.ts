const DECIMALS = 5;

/** Five decimals as Hugging Face; below 0.00001 five significant digits, so that tiny numbers do not vanish. */
export function round(value: number, decimals = DECIMALS): number {
  if (!Number.isFinite(value) || value === 0) return value === 0 ? 0 : value;
  if (Math.abs(value) < 1e-5) return Number(value.toPrecision(DECIMALS));
  // Beyond this the spacing of doubles is wider than the fraction to be kept.
  if (Math.abs(value) >= 1e15) return value;
  return Number(value.toFixed(Math.min(decimals, 20)));
}

/** Decimals that keep the edges of a histogram apart when its bins are narrower than five decimals show. */
export function decimalsFor(binWidth: number): number {
  if (!(binWidth > 0) || binWidth >= 1e-4) return DECIMALS;
  return Math.min(20, Math.ceil(-Math.log10(binWidth)) + 2);
}

export function proportion(count: number, total: number): number {
  return total === 0 ? 0 : round(count / total);
}
