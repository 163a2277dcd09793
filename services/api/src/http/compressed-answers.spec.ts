import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { CompressedAnswers } from './compressed-answers.js';

const body = JSON.stringify(Array.from({ length: 200 }, (_, index) => ({ index })));

describe('compressed answers', () => {
  it('hold the same text in each encoding', async () => {
    const answers = new CompressedAnswers(1_000_000);
    const [br, gzip] = await Promise.all([answers.get('"a"', body, 'br'), answers.get('"a"', body, 'gzip')]);
    expect([brotliDecompressSync(br).toString(), gunzipSync(gzip).toString()]).toEqual([body, body]);
  });

  it('are made once, also for readers who come at the same time', async () => {
    const answers = new CompressedAnswers(1_000_000);
    const [first, second] = await Promise.all([
      answers.get('"a"', body, 'br'),
      answers.get('"a"', body, 'br'),
    ]);
    expect(second).toBe(first);
    expect(await answers.get('"a"', body, 'br')).toBe(first);
    expect(await answers.get('"b"', body, 'br')).not.toBe(first);
  });

  it('are sent, but not kept, where they would take too much room', async () => {
    const answers = new CompressedAnswers(1600);
    const first = await answers.get('"a"', body, 'gzip');
    const second = await answers.get('"a"', body, 'gzip');
    expect(second).not.toBe(first);
    expect(gunzipSync(second).toString()).toBe(body);
  });
});
