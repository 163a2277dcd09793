import { pageOf, requireInTurn, requireTogether } from './parameters.js';

describe('parameters of viewer paths', () => {
  it('names all parameters that a stored result needs', () => {
    expect(() => requireTogether({ dataset: 'a/b', config: ' ' }, ['dataset', 'config', 'split'])).toThrow(
      "Parameters 'dataset', 'config' and 'split' are required",
    );
  });

  it('names the first parameter that a page misses', () => {
    expect(() => requireInTurn({ dataset: 'a/b' }, ['dataset', 'config', 'split'])).toThrow(
      "Parameter 'config' is required",
    );
  });

  it.each([
    [{ offset: 'x' }, "Parameter 'offset' must be integer"],
    [{ offset: '1.5' }, "Parameter 'offset' must be integer"],
    [{ offset: '-1' }, "Parameter 'offset' must be positive"],
    [{ length: '1e2' }, "Parameter 'length' must be integer"],
    [{ length: '-5' }, "Parameter 'length' must be positive"],
    [{ length: '101' }, "Parameter 'length' must not be greater than 100"],
  ])('%j is refused in the words of the reference', (query, text) => {
    expect(() => pageOf(query, 100)).toThrow(text);
  });

  it('gives longer pages to who asks for them', () => {
    const long = { length: '5000', max_length: '6000' };
    expect(pageOf(long, 100, 10_000)).toEqual({ offset: 0, length: 5000, perPage: 6000 });
    expect(pageOf({ max_length: '6000' }, 100, 10_000).length).toBe(100);
    expect(pageOf({ max_length: '20' }, 100, 10_000).length).toBe(20);
    expect(() => pageOf({ length: '6001', max_length: '6000' }, 100, 10_000)).toThrow('greater than 6000');
    expect(() => pageOf({ max_length: '10001' }, 100, 10_000)).toThrow(
      "Parameter 'max_length' must not be greater than 10000",
    );
  });

  it('has defaults, takes zero and clamps what no table has', () => {
    expect(pageOf({}, 100)).toEqual({ offset: 0, length: 100, perPage: 100 });
    expect(pageOf({ offset: '', length: '0' }, 100)).toEqual({ offset: 0, length: 0, perPage: 100 });
    expect(Number.isSafeInteger(pageOf({ offset: '9'.repeat(30) }, 100).offset + 100)).toBe(true);
  });
});
