import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** DuckDB in a process of its own, of the same low priority as the api's readers, for a fair share of a busy machine. */
export class DuckdbAlone {
  private constructor(private readonly process: ChildProcess) {}

  static async start(): Promise<DuckdbAlone> {
    const child = fork(fileURLToPath(new URL('./duckdb-alone-process.js', import.meta.url)));
    await once(child, 'message');
    return new DuckdbAlone(child);
  }

  /** Runs the statements one after the other and reads all their rows; answers the number of rows of the last one. */
  async run(...statements: string[]): Promise<number> {
    this.process.send(statements);
    const [rows] = await once(this.process, 'message');
    return Number(rows);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }
}
