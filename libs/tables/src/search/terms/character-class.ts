/**
 * What a character is to the search: part of a word; one of a script without spaces between words (Chinese, Japanese,
 * Korean, Thai and their like); a term by itself (emoji, signs of currencies); something that belongs to the character
 * before it (accents, vowel signs, joiners); or what stands between terms.
 */
export const characterClass = { separator: 1, letter: 2, unspaced: 3, symbol: 4, mark: 5 } as const;

export type CharacterClass = (typeof characterClass)[keyof typeof characterClass];

const letter = /^[\p{L}\p{N}]/u;
const allOfWords = /^[\p{L}\p{M}\p{N}]+$/u;
const mark = /^\p{M}/u;
const digit = /^\p{N}/u;
/** Vowels and final consonants of a Korean syllable that was taken apart. */
const jamo = /^[\u1160-\u11ff]/u;
const ignorable = /^(?!\u200b)[\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/u;
const symbol = /^(?![©®™‼⁉])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Sc}]/u;
const unspaced =
  /^[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Yiii}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** The class of a code point, by its compatibility form: `ｱ` is `ア`, `Ⅷ` is `VIII`. */
export function characterClassOf(code: number): CharacterClass {
  const character = String.fromCodePoint(code);
  const plain = character.normalize('NFKC');
  if (ignorable.test(character) || jamo.test(plain)) return characterClass.mark;
  if (code > 127 && symbol.test(character)) return characterClass.symbol;
  if (mark.test(plain)) return characterClass.mark;
  if (!letter.test(character) || !allOfWords.test(plain)) return characterClass.separator;
  return unspaced.test(plain) && !digit.test(plain) ? characterClass.unspaced : characterClass.letter;
}
