import { uploadPath } from './upload-path.js';

describe('uploadPath', () => {
  it.each([
    ['train.csv', 'train.csv'],
    ['./en/train.csv', 'en/train.csv'],
    ['en\\deep\\test.parquet', 'en/deep/test.parquet'],
    ['u\u0308ber.csv', '\u00fcber.csv'],
    ['.gitattributes', '.gitattributes'],
    ['a..b/c--d', 'a..b/c--d'],
    ['日本語 データ.jsonl', '日本語 データ.jsonl'],
  ])('%j becomes %j', (given, path) => {
    expect(uploadPath(given)).toBe(path);
  });

  it.each([
    ['', 'it is empty'],
    ['./', 'it is empty'],
    ['/etc/passwd', 'it is absolute'],
    ['C:\\data\\x.csv', 'it is absolute'],
    ['../x.csv', "it has the part '..'"],
    ['a/../../x', "it has the part '..'"],
    ['..\\x', "it has the part '..'"],
    ['a/./b', "it has the part '.'"],
    ['a//b', 'it has an empty part'],
    ['a/', 'it has an empty part'],
    ['a\u0000b', 'it holds a control character'],
    ['a\nb', 'it holds a control character'],
    ['a\ufffdb', 'it is not valid UTF-8'],
    [' a.csv', 'starts or ends with a space'],
    ['x'.repeat(256), 'longer than 255 bytes'],
    ['abc/'.repeat(300), 'longer than 1024 bytes'],
  ])('%j is refused: %s', (given, reason) => {
    expect(() => uploadPath(given)).toThrow(reason);
  });
});
