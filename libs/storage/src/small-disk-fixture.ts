import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real file system of 1 MiB. */
export interface SmallDisk {
  folder: string;
  free(): Promise<void>;
}

/** Mounts a tmpfs; without root in a user's own name space, which this process reaches through /proc. */
export async function smallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  if (process.getuid?.() !== 0) return mountedByHolder(folder, remove);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
  return {
    folder,
    free: async () => {
      execFileSync('umount', ['-l', folder]);
      await remove();
    },
  };
}

async function mountedByHolder(folder: string, remove: () => Promise<void>): Promise<SmallDisk> {
  const script = 'mount -t tmpfs -o size=1m tmpfs "$0" && echo mounted && exec cat';
  const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(holder, 'exit');
  const [said] = await Promise.race([once(holder.stdout, 'data'), exited]);
  if (!Buffer.isBuffer(said))
    throw new Error('a small disk needs root, or user name spaces that are allowed');
  return {
    folder: `/proc/${holder.pid}/root${folder}`,
    free: async () => {
      holder.stdin.end();
      await exited;
      await remove();
    },
  };
}
