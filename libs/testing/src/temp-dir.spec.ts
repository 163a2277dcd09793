import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from './temp-dir.js';

describe('tempDir', () => {
  it('is writable, its own, and gone after remove()', async () => {
    const [one, other] = await Promise.all([tempDir(), tempDir()]);
    expect(one.path).not.toBe(other.path);
    await writeFile(join(one.path, 'file'), 'x');
    await one.remove();
    expect(existsSync(one.path)).toBe(false);
    await other.remove();
  });
});
