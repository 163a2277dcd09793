import type { Feature, FeatureColumn } from '@rowhouse/contract';
import { compileFilter } from './compile.js';
import { FilterError } from './filter-error.js';

const value = (dtype: string): Feature => ({ _type: 'Value', dtype });
const types: Record<string, Feature> = {
  Name: value('string'),
  Age: value('int64'),
  price: value('float64'),
  ratio: value('float32'),
  money: value('decimal128(10, 2)'),
  open: value('bool'),
  born: value('date32'),
  seen: value('timestamp[us]'),
  at: value('time64[us]'),
  raw: value('binary'),
  tags: { _type: 'List', feature: value('string') },
  label: { _type: 'ClassLabel', names: ['cat', 'dog'] },
  'a.b': value('int32'),
  a: { b: value('string'), 'c.d': { e: value('int64') } },
  'we"ird; DROP TABLE x --': value('string'),
  meta: { _type: 'Json' },
  photo: { _type: 'Image' },
  x: value('int64'),
  X: value('int64'),
  sum: value('int64'),
  summe: value('int64'),
};
const columns: FeatureColumn[] = Object.entries(types).map(([name, type], feature_idx) => ({
  feature_idx,
  name,
  type,
}));
const where = (text: string) => compileFilter({ where: text }, columns);
const orderby = (text: string) => compileFilter({ orderby: text }, columns).order;
const failure = (text: string, part: 'where' | 'orderby' = 'where'): FilterError => {
  try {
    compileFilter({ [part]: text }, columns);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`${text} was taken`);
};

describe('the grammar of where', () => {
  it.each([
    ['"Age"=30', '(split."Age" = CAST($1 AS BIGINT))', ['30']],
    ['"Age" == -1', '(split."Age" = CAST($1 AS BIGINT))', ['-1']],
    ['"Age"!=+1', '(split."Age" <> CAST($1 AS BIGINT))', ['1']],
    ['30 < "Age"', '(CAST($1 AS BIGINT) < split."Age")', ['30']],
    ["\"Name\" = 'O''Brien; -- /* x */'", '(split."Name" = CAST($1 AS VARCHAR))', ["O'Brien; -- /* x */"]],
    ['"Age" = 1e5', '(split."Age" = CAST($1 AS BIGINT))', ['100000']],
    ['"Age" < 2.50', '(split."Age" < CAST($1 AS DECIMAL(2, 1)))', ['2.5']],
    ['"price" >= -1.5e-3', '(split."price" >= CAST($1 AS DOUBLE))', ['-0.0015']],
    ['"ratio" = .1', '(split."ratio" = CAST($1 AS FLOAT))', ['.1']],
    ['"money" = 12.50', '(split."money" = CAST($1 AS DECIMAL(3, 1)))', ['12.5']],
    ['"Age" > 9223372036854775808', '(split."Age" > CAST($1 AS DECIMAL(19, 0)))', ['9223372036854775808']],
    ['"open" = TRUE', '(split."open" = CAST($1 AS BOOLEAN))', ['true']],
    ['"open"', 'split."open"', []],
    ['NOT "open" AND "Age"=1', '((NOT split."open") AND (split."Age" = CAST($1 AS BIGINT)))', ['1']],
    ['"born" > \'2020-02-29\'', '(split."born" > CAST($1 AS DATE))', ['2020-02-29']],
    ['"born" > DATE \'2020-02-29\'', '(split."born" > CAST($1 AS DATE))', ['2020-02-29']],
    [
      '"seen" < TIMESTAMP \'2020-01-01T10:00:00.5Z\'',
      '(split."seen" < CAST($1 AS TIMESTAMP))',
      ['2020-01-01T10:00:00.5Z'],
    ],
    ['"at" < \'23:59\'', '(split."at" < CAST($1 AS TIME))', ['23:59']],
    ['"born" = "seen"', '(split."born" = split."seen")', []],
    [
      '"Age" IN (1, -2, 3)',
      '(split."Age" IN (CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT)))',
      ['1', '-2', '3'],
    ],
    ['"Name" NOT IN (\'a\')', '(split."Name" NOT IN (CAST($1 AS VARCHAR)))', ['a']],
    [
      '"Age" BETWEEN 1 AND 2 OR "open"',
      '((split."Age" BETWEEN CAST($1 AS BIGINT) AND CAST($2 AS BIGINT)) OR split."open")',
      ['1', '2'],
    ],
    ['"Name" not like \'%x_\'', '(split."Name" NOT LIKE CAST($1 AS VARCHAR))', ['%x_']],
    ['"Name" ILIKE \'%x\'', '(split."Name" ILIKE CAST($1 AS VARCHAR))', ['%x']],
    ['"Name" ~~ \'a%\'', '(split."Name" LIKE CAST($1 AS VARCHAR))', ['a%']],
    ['"Name" !~ \'a.*\'', '(NOT regexp_full_match(split."Name", CAST($1 AS VARCHAR)))', ['a.*']],
    ['"Name" NOT GLOB \'a*\'', '(NOT (split."Name" GLOB CAST($1 AS VARCHAR)))', ['a*']],
    ['"Name" SIMILAR TO \'a.\'', '(split."Name" SIMILAR TO CAST($1 AS VARCHAR))', ['a.']],
    ['"raw" IS NOT NULL', '(split."raw" IS NOT NULL)', []],
    ['"open" is not true', '(split."open" IS NOT TRUE)', []],
    ['"Age" IS DISTINCT FROM NULL', '(split."Age" IS DISTINCT FROM NULL)', []],
    ['"Name" = null', '(split."Name" = NULL)', []],
    ['"a.b" = 1', '(split."a.b" = CAST($1 AS BIGINT))', ['1']],
    ['"a"."b" = 1', '(split."a.b" = CAST($1 AS BIGINT))', ['1']],
    ['"a.c.d.e" = 1', '(split."a"."c.d"."e" = CAST($1 AS BIGINT))', ['1']],
    ['"a"."c.d"."E" = 1', '(split."a"."c.d"."e" = CAST($1 AS BIGINT))', ['1']],
    ['"Name.length" > 3', '(length(split."Name") > CAST($1 AS BIGINT))', ['3']],
    ['"tags.length" > 3', '(len(split."tags") > CAST($1 AS BIGINT))', ['3']],
    ['"Name".lower().length() > 3', '(length(lower(split."Name")) > CAST($1 AS BIGINT))', ['3']],
    ['contains("tags", \'x\')', 'list_contains(split."tags", CAST($1 AS VARCHAR))', ['x']],
    ['"Name".contains(\'x\')', 'contains(split."Name", CAST($1 AS VARCHAR))', ['x']],
    ['year("born") = 2020', '(year(split."born") = CAST($1 AS BIGINT))', ['2020']],
    ['"label" = \'dog\'', '(split."label" = CAST($1 AS BIGINT))', ['1']],
    ['"Age" = \'30\'', '(split."Age" = CAST($1 AS BIGINT))', ['30']],
    ['"name" = \'x\'', '(split."Name" = CAST($1 AS VARCHAR))', ['x']],
    ['"X" = 1', '(split."X" = CAST($1 AS BIGINT))', ['1']],
    ['"we""ird; DROP TABLE x --" = \'a\'', '(split."we""ird; DROP TABLE x --" = CAST($1 AS VARCHAR))', ['a']],
    ['"__hf_index_id" < 5', '(split."__row" < CAST($1 AS BIGINT))', ['5']],
    ['(("Age"=1))', '(split."Age" = CAST($1 AS BIGINT))', ['1']],
  ])('%s', (text, condition, parameters) => {
    const compiled = where(text);
    expect(compiled.condition?.replaceAll('"split".', 'split.')).toBe(condition);
    expect(compiled.parameters).toEqual(parameters);
  });

  it.each([
    ['Age=30', 1, 'Age is no keyword'.toLowerCase()],
    ['"Age"', 1, 'a comparison is missing'],
    ['"Age" = ', 9, 'ends where a column'],
    ['"Age" 30', 7, 'should come, not 30'],
    ['"Age" = 1; DROP TABLE x', 10, '";" has no meaning here'],
    ['"Age" = 1 -- x', 11, 'comments'],
    ['"Age" = 1 /* x */', 11, 'comments'],
    ['"Age" = $1', 9, '"$" has no meaning'],
    ['"Name" = \'x', 10, 'has no closing'],
    ['"Nam" = 1', 1, 'did you mean "name"'],
    ['"sum." = 1', 1, 'has no ""'],
    ['"Age" = \'old\'', 9, "type int64 can't be compared with 'old'"],
    ['"Name" = 30', 10, "write '30'"],
    ['"Age" = "Name"', 9, "string can't be compared with one of type int64"],
    ['"born" = \'2021-02-29\'', 10, "write a date as '2024-12-31'"],
    ['"seen" = \'2021-01-01 24:00\'', 10, 'write a time'],
    ['"tags" = \'x\'', 10, 'use contains(column, value)'],
    ['"a" = 1', 7, 'use is null'],
    ['"photo.width" > 3', 1, 'is of type image and has no "width"'],
    ['"a.z" = 1', 1, 'has no field "z"'],
    ['"label" = \'cow\'', 11, 'its labels are cat, dog'],
    ['sleep_ms(1000) = 1', 1, 'there is no function sleep_ms'],
    ["getenv('HOME') = 'x'", 1, 'there is no function getenv'],
    ["read_csv('/etc/passwd') = 'x'", 1, 'there is no function'],
    ['lower("Age") = \'x\'', 1, 'takes a text'],
    ['lower("Name", 1) = \'x\'', 1, 'takes 1 arguments here, not 2'],
    ['contains("Name", 1)', 18, "write '1'"],
    ['"Name" LIKE 5', 13, "write '5'"],
    ['"Age" LIKE \'5\'', 1, 'LIKE needs a text'.toLowerCase()],
    ['(SELECT 1) = 1', 2, 'no keyword'],
    ['"Age" IN (SELECT 1)', 11, 'no keyword'],
    ['"Age" = 1 UNION SELECT 1', 11, 'and, or or the end'],
    ['"Age" = 1)', 10, 'should come'],
    ['"a\0b" = 1', 1, 'nul'],
    ['"Age" = 1.2.3', 9, 'is not a number'],
    ['"Age" = 0x10', 9, 'is not a number'],
    ['"Age" = 1e999', 9, 'too large'],
    ['', 1, 'ends where'],
  ])('%s is refused', (text, position, reason) => {
    const error = failure(text);
    expect([error.position, error.reason.toLowerCase()]).toEqual([position, expect.stringContaining(reason)]);
  });

  it('counts characters, not halves of them', () => {
    expect(failure('"Name" = \'😀😀\' ;').position).toBe(15);
  });
});

describe('the grammar of orderby', () => {
  it.each([
    ['"Age"', ['"split"."Age" ASC NULLS LAST']],
    ['"Age" desc', ['"split"."Age" DESC NULLS LAST']],
    [
      '"Age" DESC NULLS FIRST, "Name".lower() asc nulls last',
      ['"split"."Age" DESC NULLS FIRST', 'lower("split"."Name") ASC NULLS LAST'],
    ],
    ['length("Name")', ['length("split"."Name") ASC NULLS LAST']],
  ])('%s', (text, order) => expect(orderby(text)).toEqual(order));

  it.each([
    '1',
    '"Age" up',
    '"Age",',
    'Age',
    '"Age"; x',
    '"Age" NULLS',
    '"no"',
    Array(33).fill('"Age"').join(),
  ])('%s is refused', (text) => expect(failure(text, 'orderby').part).toBe('orderby'));

  it('numbers its parameters after those of the condition', () => {
    const both = compileFilter({ where: '"Age" > 5', orderby: '"Name".contains(\'q\') DESC' }, columns);
    expect(both.order).toEqual(['contains("split"."Name", CAST($2 AS VARCHAR)) DESC NULLS LAST']);
    expect([both.parameters, both.orderParameters]).toEqual([['5'], ['q']]);
  });
});
