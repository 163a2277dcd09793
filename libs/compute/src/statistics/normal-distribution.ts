/** The standard normal distribution function, by the continued fraction or series of erfc; error below 1e-15. */
export function normalCdf(x: number): number {
  if (x === 0) return 0.5;
  const magnitude = Math.abs(x);
  const tail = magnitude < 2.5 ? 0.5 - seriesOf(magnitude) : density(magnitude) / fractionOf(magnitude);
  return x < 0 ? tail : 1 - tail;
}

/** The inverse of `normalCdf`, by Newton's method from a rough start; `probability` in (0, 1). */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) return probability === 0.5 ? 0 : Number.NaN;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  // Abramowitz and Stegun, 26.2.22; error 3e-3, squared by every step.
  const t = Math.sqrt(-2 * Math.log(probability));
  let x = -(t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t));
  for (let step = 0; step < 4; step++) {
    const error = (normalCdf(x) - probability) / density(x);
    // Halley's correction keeps the far tail from overshooting.
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** Φ(x) - 1/2 = φ(x) · (x + x³/3 + x⁵/(3·5) + …); Abramowitz and Stegun, 26.2.11. */
function seriesOf(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * sum; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum * density(x);
}

/** φ(x) / (1 - Φ(x)) as x + 1/(x + 2/(x + 3/(x + …))); Abramowitz and Stegun, 26.2.14. */
function fractionOf(x: number): number {
  let value = x;
  for (let k = 160; k >= 1; k--) value = x + k / value;
  return value;
}
