import { readFile } from 'node:fs/promises';

/** Linux counts processor time in these. */
const ticksPerSecond = 100;

/** Processor time that a process has used so far, all its threads together; Linux only. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
