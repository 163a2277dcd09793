import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const touchEveryMs = 3600 * 1000;
const staleAfterMs = 24 * touchEveryMs;

/**
 * A folder that one process has to itself, for files that may be lost. DuckDB names the files to which it spills the
 * same everywhere: two engines in one folder overwrite each other's data.
 */
export class ScratchFolder {
  private constructor(
    readonly path: string,
    private readonly touching: NodeJS.Timeout,
  ) {}

  /** Makes a folder below `parent`, and removes those whose processes were killed. */
  static async open(parent: string): Promise<ScratchFolder> {
    await mkdir(parent, { recursive: true });
    await sweep(parent);
    const path = await mkdtemp(join(parent, `engine-${hostname()}-${process.pid}-`));
    // Other machines that share the parent see by its age that the folder is in use.
    const touch = () => void utimes(path, new Date(), new Date()).catch(() => undefined);
    return new ScratchFolder(path, setInterval(touch, touchEveryMs).unref());
  }

  remove(): void {
    clearInterval(this.touching);
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = /^engine-(.+)-(\d+)-[^-]+$/.exec(name);
    if (!owner) continue;
    const path = join(parent, name);
    const touched = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    const runs = owner[1] === hostname() ? isRunning(Number(owner[2]), touched) : undefined;
    if (runs ?? Date.now() - touched < staleAfterMs) continue;
    await rm(path, { recursive: true, force: true });
  }
}

/** In a container that starts again an old process had the same number as this one. */
function isRunning(pid: number, since: number): boolean {
  if (pid === process.pid) return since >= Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
