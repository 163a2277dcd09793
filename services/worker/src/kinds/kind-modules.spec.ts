import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@rowhouse/testing';
import { kindOptionsOf } from './job-kind.js';
import { loadKinds } from './kind-modules.js';

describe('modules with job kinds', () => {
  let folder: TempDir;
  beforeEach(async () => {
    folder = await tempDir();
  });
  afterEach(() => folder.remove());

  const write = async (name: string, text: string) => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return path;
  };

  it('add theirs to those of the worker', async () => {
    const path = await write(
      'mine.mjs',
      `class Mine {}
       Object.defineProperty(Mine, Symbol.for('rowhouse.job-kind'), { value: { kind: 'mine', pool: 'cpu' } });
       export { Mine, Mine as Again };
       export const number = 1;`,
    );
    const names = (await loadKinds([path])).map((kindClass) => kindOptionsOf(kindClass)?.kind);
    expect(names).toContain('query');
    expect(names.filter((name) => name === 'mine')).toHaveLength(1);
  });

  it('that are missing, broken or empty end the start with a sentence', async () => {
    await expect(loadKinds([join(folder.path, 'missing.mjs')])).rejects.toThrow(
      /missing\.mjs' of WORKER_KIND_MODULES can't be loaded: .*Name the JavaScript file by its path/,
    );
    const broken = await write('broken.mjs', 'throw new Error("no luck");');
    await expect(loadKinds([broken])).rejects.toThrow(/broken\.mjs'.*can't be loaded: no luck/);
    const empty = await write('empty.mjs', 'export class Plain {}');
    await expect(loadKinds([empty])).rejects.toThrow(/empty\.mjs' .* exports no job kind/);
  });
});
