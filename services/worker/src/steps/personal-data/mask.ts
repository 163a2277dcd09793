const shown = 2;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** Hides a value but for its first two characters and its punctuation; of a short one, all letters and digits. */
export function masked(value: string): string {
  const characters = [...value];
  const visible = characters.length >= shown * 4 ? shown : 0;
  return characters
    .map((character, index) => (index >= visible && letterOrDigit.test(character) ? '*' : character))
    .join('');
}
