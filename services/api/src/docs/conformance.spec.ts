import { access, readFile } from 'node:fs/promises';

const root = new URL('../../../../', import.meta.url);

describe('docs/conformance.md', () => {
  it('names tests that are there, in each of its lines', async () => {
    const text = await readFile(new URL('docs/conformance.md', root), 'utf8');
    const lines = text.split('\n').filter((line) => line.startsWith('|'));
    const promises = lines.slice(2);
    expect(promises.length).toBeGreaterThan(20);
    for (const line of promises) {
      const tests = [...line.matchAll(/`([\w./-]+\.spec\.ts)`/g)].map(([, path]) => path as string);
      expect([line, tests.length > 0]).toEqual([line, true]);
      for (const path of tests) await access(new URL(path, root));
    }
  });
});
