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

  it('has defaults, takes zero and clamps what no table has', () => {
    expect(pageOf({}, 100)).toEqual({ offset: 0, length: 100 });
    expect(pageOf({ offset: '', length: '0' }, 100)).toEqual({ offset: 0, length: 0 });
    expect(Number.isSafeInteger(pageOf({ offset: '9'.repeat(30) }, 100).offset + 100)).toBe(true);
  });
});
