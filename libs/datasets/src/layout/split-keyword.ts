const keywords: readonly (readonly [split: string, words: readonly string[]])[] = [
  ['train', ['train', 'training']],
  ['validation', ['validation', 'valid', 'dev', 'val']],
  ['test', ['test', 'testing', 'eval', 'evaluation']],
];

/** The split that a name promises by one of Hugging Face's words standing alone between `-`, `.`, `_`, blanks or digits. */
export function splitKeywordIn(name: string): string | null {
  const words = name.toLowerCase().split(/[-._ 0-9]+/);
  for (const [split, candidates] of keywords) {
    if (words.some((word) => candidates.includes(word))) return split;
  }
  return null;
}
