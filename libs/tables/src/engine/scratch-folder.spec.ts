import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ScratchFolder } from './scratch-folder.js';

describe('ScratchFolder', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'rowhouse-scratch-'));
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('gives each its own, below a parent that it makes', async () => {
    const inside = join(parent, 'a', 'b');
    const [one, two] = await Promise.all([ScratchFolder.open(inside), ScratchFolder.open(inside)]);
    expect(await readdir(inside)).toEqual([one.path, two.path].map((path) => basename(path)).sort());
    one.remove();
    expect(await readdir(inside)).toEqual([basename(two.path)]);
    two.remove();
  });

  it('removes what a killed process left, and nothing of those that run', async () => {
    const killed = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(killed, 'spawn');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const left = `engine-${hostname()}-${killed.pid}-abcdef`;
    await mkdir(join(parent, left));
    await writeFile(join(parent, left, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'x');
    const running = `engine-${hostname()}-${process.ppid}-abcdef`;
    await mkdir(join(parent, running));
    await mkdir(join(parent, 'job-1'));
    const folder = await ScratchFolder.open(parent);
    expect(await readdir(parent)).toEqual([basename(folder.path), running, 'job-1'].sort());
    folder.remove();
  });

  it('removes what an earlier process of its own number left', async () => {
    const left = join(parent, `engine-${hostname()}-${process.pid}-abcdef`);
    await mkdir(left);
    await utimes(left, new Date(0), new Date(0));
    const folder = await ScratchFolder.open(parent);
    expect(await readdir(parent)).toEqual([basename(folder.path)]);
    folder.remove();
  });

  it('removes those of another machine once nobody has touched them for a day', async () => {
    const [young, old] = ['engine-elsewhere-1-abcdef', 'engine-elsewhere-2-abcdef'] as const;
    await mkdir(join(parent, young));
    await mkdir(join(parent, old));
    const daysAgo = new Date(Date.now() - 2 * 24 * 3600 * 1000);
    await utimes(join(parent, old), daysAgo, daysAgo);
    const folder = await ScratchFolder.open(parent);
    expect(await readdir(parent)).toEqual([young, basename(folder.path)].sort());
    folder.remove();
  });
});
