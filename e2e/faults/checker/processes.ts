import { readdir, readFile } from 'node:fs/promises';

export interface SeenProcess {
  pid: number;
  parent: number;
  command: string;
}

/** The living processes whose environment holds this text; children inherit it. */
export async function processesWith(mark: string): Promise<SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(pids.map((pid) => look(Number(pid), mark)));
  return seen.filter((each) => each !== null);
}

async function look(pid: number, mark: string): Promise<SeenProcess | null> {
  try {
    if (!(await readFile(`/proc/${pid}/environ`, 'utf8')).includes(mark)) return null;
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return null;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return { pid, parent: Number(parent), command };
  } catch {
    // It ended while it was looked at, or belongs to somebody else.
    return null;
  }
}
