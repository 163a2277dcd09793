import type { FeatureColumn } from '@rowhouse/contract';
import { compileFilter } from './compile.js';
import { FilterError } from './filter-error.js';
import { filterLimits } from './limits.js';
import { parseOrderBy, parseWhere } from './parse.js';
import { randomNoise, randomOf, randomText, randomWhere } from './random-filters-fixture.js';

const columns: FeatureColumn[] = [
  { feature_idx: 0, name: 'n', type: { _type: 'Value', dtype: 'int64' } },
  { feature_idx: 1, name: 's', type: { _type: 'Value', dtype: 'string' } },
  { feature_idx: 2, name: 'l', type: { _type: 'List', feature: { _type: 'Value', dtype: 'string' } } },
];

/** Everything that may stand in the SQL of a filter over these columns. */
const sqlTokens =
  /^(?:\s+|"split"\."(?:n|s|l|__row)"|CAST\(\$\d+ AS (?:BIGINT|DOUBLE|VARCHAR|BOOLEAN|DATE|TIMESTAMP|DECIMAL\(\d+, \d+\))\)|(?:length|len|lower|contains|list_contains|regexp_full_match)(?=\()|AND|OR|NOT|IN|BETWEEN|I?LIKE|GLOB|SIMILAR TO|IS|NULL|TRUE|FALSE|<>|[<>]=?|=|[(),])+$/;

const roomy = { ...filterLimits, maxLength: 4_000_000, maxParts: 4_000_000 };

describe('what reaches SQL', () => {
  it('is of the closed set, whatever the filter says', () => {
    const random = randomOf(1);
    for (let round = 0; round < 1000; round++) {
      const where = randomWhere(random);
      const { condition, parameters } = compileFilter({ where }, columns);
      expect(condition).toMatch(sqlTokens);
      expect(new Set(condition?.match(/\$\d+/g)).size).toBe(parameters.length);
    }
  });

  it('is of the closed set also for noise, most of which is refused', () => {
    const random = randomOf(2);
    let refused = 0;
    for (let round = 0; round < 5000; round++) {
      const text = randomNoise(random);
      for (const filter of [{ where: text }, { orderby: text }]) {
        try {
          const { condition, order } = compileFilter(filter, columns);
          if (condition !== null) expect(condition).toMatch(sqlTokens);
          for (const key of order)
            expect(key.replace(/ (ASC|DESC) NULLS (FIRST|LAST)$/, '')).toMatch(sqlTokens);
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(5000);
  });

  it('holds texts only as parameters, every character kept', () => {
    const random = randomOf(3);
    for (let round = 0; round < 1000; round++) {
      const text = randomText(random);
      const where = `"s" = '${text.replaceAll("'", "''")}'`;
      expect(compileFilter({ where }, columns)).toMatchObject({
        condition: '("split"."s" = CAST($1 AS VARCHAR))',
        parameters: [text],
      });
    }
  });

  it('holds names only as the table has them', () => {
    const random = randomOf(4);
    for (let round = 0; round < 1000; round++) {
      const name = `n${randomText(random)}`;
      const where = `"${name.replaceAll('"', '""')}" = 1`;
      const table = [{ ...columns[0], name } as FeatureColumn];
      const quoted = `"split"."${name.replaceAll('"', '""')}"`;
      expect(compileFilter({ where }, table).condition).toBe(`(${quoted} = CAST($1 AS BIGINT))`);
      if (name !== 'n') expect(() => compileFilter({ where }, columns)).toThrow(FilterError);
    }
  });
});

describe('limits', () => {
  const refusal = (where: string) => {
    try {
      parseWhere(where);
    } catch (error) {
      return (error as FilterError).reason;
    }
    return null;
  };

  it('are told before anything is parsed', () => {
    expect(refusal(`"n" = ${' '.repeat(100_000)}1`)).toMatch(/has 100007 characters, the limit is 100000/);
    expect(refusal(Array(1100).fill('"n" = 1').join(' AND '))).toMatch(/more than 2000 conditions/);
  });

  it.each([
    ['brackets', `${'('.repeat(50_000)}"n" = 1${')'.repeat(40_000)}`],
    ['brackets that never close', '('.repeat(90_000)],
    ['NOTs', `${'NOT '.repeat(20_000)}"n" = 1`],
    ['calls', `${'lower('.repeat(15_000)}"s"`],
  ])('of depth hold for %s', (_what, where) => {
    expect(refusal(where)).toMatch(/More than 100 brackets, NOTs or calls stand inside each other/);
  });

  it('of depth let through what lies below', () => {
    expect(refusal(`${'('.repeat(90)}"n" = 1${')'.repeat(90)}`)).toBeNull();
  });

  // A quadratic parser would need hours for these, an exponential one would never end.
  it.each([
    ['a long text', `"s" = '${"''".repeat(500_000)}'`],
    ['a text that never closes', `"s" = '${"''".repeat(500_000)}`],
    ['a long name', `"${'""'.repeat(500_000)}" = 1`],
    ['a name of dots', `"${'.'.repeat(1_000_000)}" = 1`],
    ['many names', `${'"n".'.repeat(250_000)}"n" = 1`],
    ['a long number', `"n" = ${'1'.repeat(1_000_000)}`],
    ['many conditions', Array(80_000).fill('"n" = 1').join(' OR ')],
    ['many calls', `"s"${'.lower()'.repeat(125_000)} = 'x'`],
    ['many arguments', `lower(${Array(250_000).fill("'a'").join()})`],
    ['the argument that their pattern fails on', `"s".f(${'1'.repeat(1_000_000)}!`],
    ['blanks', `"n"${' '.repeat(1_000_000)}= 1`],
    ['words', 'a '.repeat(500_000)],
  ])(
    'time is linear for a megabyte of %s',
    (_what, text) => {
      for (const parse of [parseWhere, parseOrderBy]) {
        try {
          parse(text, roomy);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }
      const limits = { ...roomy };
      try {
        compileFilter({ where: text }, columns, limits);
      } catch (error) {
        expect(error).toBeInstanceOf(FilterError);
      }
    },
    30_000,
  );
});
