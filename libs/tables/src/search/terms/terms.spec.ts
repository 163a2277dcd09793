import { Terms } from './terms.js';

const terms = new Terms();
const of = (text: string) => terms.of(text).map((term) => term.text);

describe('terms of a text', () => {
  it.each([
    ['The quick brown fox, 42 times!', ['the', 'quick', 'brown', 'fox', '42', 'times']],
    ["don't foo_bar v1.2", ['don', 't', 'foo', 'bar', 'v1', '2']],
    ['Crème brûlée, Łódź, Ærøskøbing, Þór', ['creme', 'brulee', 'lodz', 'aeroskobing', 'thor']],
    ['Straße STRASSE İstanbul ISTANBUL ırak', ['strasse', 'strasse', 'istanbul', 'istanbul', 'irak']],
    ['ﬁne ｆｕｌｌ １２３ Ⅷ m² ǅ', ['fine', 'full', '123', 'viii', 'm2', 'dz']],
    ['Việt Nam, Nguyễn', ['viet', 'nam', 'nguyen']],
    ['ΑΘΗΝΑ Αθήνα Οδυσσεύς ΟΔΥΣΣΕΥΣ', ['αθηνα', 'αθηνα', 'οδυσσευσ', 'οδυσσευσ']],
    ['Москва ёлка ЕЛКА мой мои Київ', ['москва', 'елка', 'елка', 'мой', 'мои', 'київ']],
    ['שָׁלוֹם שלום', ['שלום', 'שלום']],
    ['مُحَمَّد أحمد إيران مدرسة کتاب ١٢٣', ['محمد', 'احمد', 'ايران', 'مدرسه', 'كتاب', '123']],
    ['می‌خواهم', ['ميخواهم']],
    ['नमस्ते हिन्दी १९४७', ['नमस्ते', 'हिन्दी', '1947']],
    ['日本語 テスト', ['日本', '本語', '語', 'テス', 'スト', 'ト']],
    ['ｶﾞｽ ガス', ['ガス', 'ス', 'ガス', 'ス']],
    ['第12回', ['第', '12', '回']],
    ['人々ー', ['人々', '々ー', 'ー']],
    ['한국어', ['한국', '국어', '어']],
    ['한국어'.normalize('NFD'), ['한국', '국어', '어']],
    ['ไทย', ['ไท', 'ทย', 'ย']],
    ['hi😀👍🏽 👨‍👩‍👧 ❤️', ['hi', '😀', '👍', '👨', '👩', '👧', '❤']],
    ['€100 Lego™ ©2020', ['€', '100', 'lego', '2020']],
    ['soft\u00adhyphen zero\u200bwidth', ['softhyphen', 'zero', 'width']],
    ['', []],
    ['--- !!! \0 \ud800', []],
  ])('%s', (text, expected) => {
    expect(of(text)).toEqual(expected);
  });

  it('are the same whether a text is composed or taken apart', () => {
    for (const text of [
      'Crème brûlée',
      'Ångström',
      'Việt Nam',
      'й ё ї',
      'がぎぐ',
      '한국어',
      'नमस्ते',
      'שָׁלוֹם',
    ]) {
      expect(of(text.normalize('NFD'))).toEqual(of(text.normalize('NFC')));
    }
  });

  it('tell where they stand in the text as it was given', () => {
    const text = '😀 Crème\u0301 日本語!';
    expect(terms.of(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      '😀',
      'Crème\u0301',
      '日本',
      '本語',
      '語',
    ]);
  });

  it('of long words are cut, without breaking a character', () => {
    expect(of('a'.repeat(500))).toEqual(['a'.repeat(60)]);
    expect(of(`a${'𝒳'.repeat(100)}`)).toEqual([`a${'x'.repeat(59)}`]);
    expect(of(`a${'𐐨'.repeat(100)}`)).toEqual([`a${'𐐨'.repeat(29)}`]);
  });

  it('go into the index as they are, or joined', () => {
    expect(terms.indexText("Plain ASCII, isn't it?")).toBe("Plain ASCII, isn't it?");
    expect(terms.indexText('naïve Zoë')).toBe('naive zoe ');
    expect(terms.indexText('x'.repeat(70))).toBe(`${'x'.repeat(60)} `);
  });

  it('take time in proportion to the text', () => {
    const long = `e${'\u0301'.repeat(200_000)}${'語'.repeat(200_000)}${'ё'.repeat(200_000)}`;
    expect(terms.of(long)).toHaveLength(1 + 200_000 + 1);
  });
});
