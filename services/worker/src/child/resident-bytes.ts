import { readFileSync } from 'node:fs';

/** The memory that a process has in use, by the kernel; null where there is no `/proc` or no such process. */
export function residentBytes(pid: number): number | null {
  try {
    // Some microseconds: the kernel makes this file up in memory.
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}
