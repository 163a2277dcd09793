import { PassThrough } from 'node:stream';
import { OutputUntilMark } from './output-until-mark.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the output of a child', () => {
  it.each([1, 2, 3, 5, 100])('is cut at the mark of each task, in chunks of %d bytes', async (size) => {
    const stream = new PassThrough();
    const idle: string[] = [];
    const output = new OutputUntilMark(stream, (chunk) => idle.push(String(chunk)));
    const send = async (text: string) => {
      for (let at = 0; at < text.length; at += size) stream.write(text.slice(at, at + size));
      await tick();
    };
    await send('before');
    const texts: string[] = [];
    for (const [index, said] of ['one\n', '', '<ma <<mar', '<mark'].entries()) {
      let text = '';
      const ended = output.until(`<mark ${index}>`, (chunk) => {
        text += chunk;
      });
      await send(`${said}<mark ${index}>`);
      await ended;
      texts.push(text);
    }
    await send('after');
    expect(texts).toEqual(['one\n', '', '<ma <<mar', '<mark']);
    expect(idle.join('')).toBe('beforeafter');
  });

  it('ends with its process, and what looked like a mark is said after all', async () => {
    const stream = new PassThrough();
    const output = new OutputUntilMark(stream, () => undefined);
    let text = '';
    const ended = output.until('<mark>', (chunk) => {
      text += chunk;
    });
    stream.write('last words <mar');
    stream.end();
    await ended;
    expect(text).toBe('last words <mar');
  });
});
