// Cards whose peak is known from their data sheets: multiprocessors × 128 lanes × clock.

const cards = [
  { name: /H200|H100 (SXM|80GB HBM3)/, multiprocessors: 132, gigahertz: 1.98 },
  { name: /H100 PCIe/, multiprocessors: 114, gigahertz: 1.755 },
  { name: /A100/, multiprocessors: 108, gigahertz: 1.41, lanes: 64 },
  { name: /L40S/, multiprocessors: 142, gigahertz: 2.52 },
  { name: /\bL4\b/, multiprocessors: 58, gigahertz: 2.04 },
  { name: /\bT4\b/, multiprocessors: 40, gigahertz: 1.59, lanes: 64 },
];

/** The most 32-bit instructions a card can start in a second, over all lanes; null for a card that is not listed. */
export function knownCard(name) {
  const card = cards.find((one) => one.name.test(name));
  if (!card) return null;
  return { lanesPerSecond: card.multiprocessors * (card.lanes ?? 128) * card.gigahertz * 1e9 };
}
