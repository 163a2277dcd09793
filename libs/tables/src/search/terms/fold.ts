/** Letters that Unicode does not take apart, and what people type in their place. */
const alike: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  // Forms of one Arabic letter, at the end of a word or on a Persian keyboard; the line that stretches a word.
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ـ: '',
};

/** Accents, vowel points and what is not to be seen; the voicing marks of kana make other letters and stay. */
const droppedMarks =
  /[\u{1f3fb}-\u{1f3ff}\p{Default_Ignorable_Code_Point}]|(?![\u3099\u309a])(?=[\p{Script=Inherited}\p{Script=Hebrew}\p{Script=Arabic}])\p{Mn}/gu;
const cyrillic = /\p{Script=Cyrillic}/u;

/**
 * What a character with its marks is compared by: without case (`ß` is `ss`) and accents, in its compatibility form,
 * digits of all scripts as `0` to `9`. `й` is another letter than `и`, `ё` is not.
 */
export function fold(cluster: string): string {
  // Upper case first: only that takes `ß`, `ſ` and `ı` to what they are letters of.
  const lower = cluster.normalize('NFKC').toUpperCase().toLowerCase();
  const bare = cyrillic.test(lower)
    ? lower.replaceAll('ё', 'е').replaceAll(/[\u0300\u0301\u00ad]/g, '')
    : lower.normalize('NFKD').replaceAll(droppedMarks, '').normalize('NFC');
  return Array.from(bare, (character) => alike[character] ?? asciiDigit(character)).join('');
}

/** Every script's digits follow one another from zero to nine. */
function asciiDigit(character: string): string {
  if (character <= '\x7f' || !/^\p{Nd}$/u.test(character)) return character;
  const code = character.codePointAt(0) as number;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
