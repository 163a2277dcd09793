import { Terms } from '../terms/terms.js';
import { matchExpressions } from './match-expression.js';
import { parseSearch, searchQueryLimits } from './parse-search.js';

const terms = new Terms();
const columns = ['title', 'Home Town', 'Title', 'a:b', 'говорит'];
/** A short form: `-column:term term*`. */
const read = (text: string) =>
  parseSearch(text, columns, terms).map(
    ({ negative, column, terms: found, prefix }) =>
      `${negative ? '-' : ''}${column === null ? '' : `${column}:`}${found.join(' ')}${prefix ? '*' : ''}`,
  );

describe('the language of search', () => {
  it.each([
    ['cat dog', ['cat', 'dog']],
    ['"quick brown" fox', ['quick brown', 'fox']],
    ['“quick brown” fox', ['quick brown', 'fox']],
    ['qui* "quick bro"*', ['qui*', 'quick bro*']],
    ['title:cat Title:dog TITLE:cow', ['title:cat', 'Title:dog', 'title:cow']],
    [
      'title:"quick fox" "Home Town":paris "home town":"new york"*',
      ['title:quick fox', 'Home Town:paris', 'Home Town:new york*'],
    ],
    ['title:pre*', ['title:pre*']],
    ['говорит:Москва', ['говорит:москва']],
    ['cat -dog -"big bird" -title:cow', ['cat', '-dog', '-big bird', '-title:cow']],
    ['foo-bar e-mail', ['foo bar', 'e mail']],
    ["don't stop", ['don t', 'stop']],
    ['東京タワー "東京 大阪" 京', ['東京 京タ タワ ワー', '東京 京 大阪', '京*']],
    ['东京* 京*', ['东京', '京*']],
    ['第12回 第12', ['第 12 回*', '第 12']],
    ['👍🏽 €5', ['👍', '€ 5']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['', []],
    ['   ', []],
    ['"', []],
    ['""', []],
    ['-', []],
    ['- - -"', []],
    ['*', []],
    ['cat "unclosed phrase', ['cat', 'unclosed phrase']],
    ['title:', ['title']],
    ['title: cat', ['title', 'cat']],
    ['"title": cat', ['title', 'cat']],
    ['title:"', []],
    ['http://example.com 12:30 nope:cat', ['http example com', '12 30', 'nope cat']],
    [':cat', ['cat']],
    ['--cat', ['cat'].map((word) => `-${word}`)],
    ['a AND b OR NOT c NEAR(d e, 2)', ['a', 'and', 'b', 'or', 'not', 'c', 'near d', 'e', '2']],
    ['c0 : x ^start (a b) {c0 c1}', ['c0', 'x', 'start', 'a', 'b', 'c0', 'c1']],
    ["'; DROP TABLE search; --", ['drop', 'table', 'search']],
  ])('takes %j as it is', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('reads so much and no more', () => {
    expect(parseSearch('word '.repeat(1000), [], terms)).toHaveLength(searchQueryLimits.clauses);
    const [first, ...rest] = parseSearch(`"${'a '.repeat(1000)}" b`, [], terms);
    expect(first?.terms).toHaveLength(searchQueryLimits.terms);
    expect(rest).toEqual([]);
    expect(parseSearch('"'.repeat(200_000), columns, terms)).toEqual([]);
    expect(parseSearch('-'.repeat(200_000), columns, terms)).toEqual([]);
  });

  it('becomes expressions in which every term is quoted', () => {
    const of = (text: string) => matchExpressions(parseSearch(text, columns, terms), () => 'c7');
    expect(of('cat title:"OR dog"* -AND')).toEqual({
      any: '("cat" OR (c7 : "or dog" *)) NOT ("and")',
      all: '("cat" AND (c7 : "or dog" *)) NOT ("and")',
      none: '"and"',
    });
    expect(of('cat')).toEqual({ any: '"cat"', all: null, none: null });
    expect(of('-cat -dog')).toEqual({ any: null, all: null, none: '"cat" OR "dog"' });
    expect(of('')).toEqual({ any: null, all: null, none: null });
  });
});
