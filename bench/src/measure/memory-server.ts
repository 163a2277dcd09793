import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A bare `node:http` server in a process of its own that answers every request with the same bytes. */
export class MemoryServer {
  private constructor(
    private readonly process: ChildProcess,
    readonly url: string,
    readonly pid: number,
  ) {}

  static async start(body: Buffer): Promise<MemoryServer> {
    const child = fork(fileURLToPath(new URL('./memory-server-process.js', import.meta.url)));
    child.send(body.toString('base64'));
    const [port] = await once(child, 'message');
    return new MemoryServer(child, `http://127.0.0.1:${port}`, child.pid ?? 0);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill();
    await ended;
  }
}
