import { join } from 'node:path';
import { type TempDir, tempDir, waitFor } from '@rowhouse/testing';
import { isAlive, kill, startDetached, untilReady } from './processes.mjs';
import { exclusively } from './state.mjs';

describe('a detached process', () => {
  let folder: TempDir;
  beforeEach(async () => {
    folder = await tempDir();
  });
  afterEach(() => folder.remove());

  const start = (script: string) => startDetached('sh', ['-c', script], { log: join(folder.path, 'log') });

  it('is alive until it is killed', async () => {
    const identity = start('sleep 60 & wait');
    expect(isAlive(identity)).toBe(true);
    await kill(identity, 'SIGTERM');
    expect(isAlive(identity)).toBe(false);
  });

  it('is not mistaken for a later one with its process id', () => {
    expect(isAlive({ pid: process.pid, startTime: '1' })).toBe(false);
  });

  it('that dies while starting fails with the end of its log', async () => {
    const identity = start('echo the disk is on fire; exit 3');
    await waitFor(() => !isAlive(identity), { what: 'the end of the process' });
    await expect(untilReady('It', identity, join(folder.path, 'log'), () => false)).rejects.toThrow(
      /on fire/,
    );
  });
});

describe('exclusively', () => {
  it('lets one in at a time', async () => {
    const seen: string[] = [];
    const visit = (name: string) =>
      exclusively(async () => {
        seen.push(`${name} in`);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${name} out`);
      });
    await Promise.all([visit('a'), visit('b')]);
    expect(seen).toHaveLength(4);
    expect(seen[0]?.[0]).toBe(seen[1]?.[0]);
  });
});
