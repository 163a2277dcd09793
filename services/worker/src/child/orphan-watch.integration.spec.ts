import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { type TempDir, tempDir, waitFor } from '@rowhouse/testing';

jest.setTimeout(60_000);
const program = fileURLToPath(new URL('../../test/looping-parent.ts', import.meta.url));

describe('a child whose worker was killed', () => {
  let folder: TempDir;
  beforeEach(async () => {
    folder = await tempDir();
  });
  afterEach(() => folder.remove());

  it('ends and leaves no files, though its code loops and hears nothing', async () => {
    const parent = spawn(process.execPath, [program, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    const scratch = async () => (await readdir(folder.path)).filter((name) => name.startsWith('process-'));
    await waitFor(async () => (await scratch()).length === 1, { what: 'the job to run', deadlineMs: 30_000 });
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(parent.pid)]);
    const [child = 0] = children.toString().split('\n').map(Number).filter(Boolean);
    expect(child).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await waitFor(() => !isAlive(child), { what: 'the child to end', deadlineMs: 30_000 });
    expect(await scratch()).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
