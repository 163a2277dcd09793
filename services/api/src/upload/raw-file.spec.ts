import { dispositionFilename } from './raw-file.js';

describe('dispositionFilename', () => {
  it.each([
    ['attachment; filename="train.csv"', 'train.csv'],
    ['attachment; filename=train.csv; size=3', 'train.csv'],
    ['attachment; filename="a \\"quoted\\" name.csv"', 'a "quoted" name.csv'],
    ['attachment; filename="fallback.csv"; filename*=UTF-8\'\'%C3%BCber%20uns.csv', 'über uns.csv'],
    ['attachment; filename="fallback.csv"; filename*=UTF-8\'\'%ZZ', 'fallback.csv'],
    [`attachment; filename="${Buffer.from('über.csv').toString('latin1')}"`, 'über.csv'],
    ['attachment', undefined],
    [undefined, undefined],
  ])('%j names %j', (header, name) => {
    expect(dispositionFilename(header)).toBe(name);
  });
});
