const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** Milliseconds to hold back a message whose handler failed: doubles with each delivery, up to 5 s. */
export function redeliveryDelayMs(deliveryCount: number): number {
  return Math.min(FIRST_MS * 2 ** (deliveryCount - 1), LONGEST_MS);
}
