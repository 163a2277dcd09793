import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy in front of any server, for tests of a bad network.
 * `cut` resets, `refuse` closes the door, `freeze` lets nothing through without closing anything, `restore`
 * is a good network again.
 */
export class FlakyProxy {
  #server: Server | null = null;
  #frozen = false;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  /** @param targetUrl any URL with host and port, such as `postgres://…` or `amqp://…` */
  static async start(targetUrl: string): Promise<FlakyProxy> {
    const server = createServer();
    const port = await listen(server, 0);
    const proxy = new FlakyProxy(new URL(targetUrl), port);
    proxy.open(server);
    return proxy;
  }

  /** The target's URL with the proxy's address in it. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  /** Clients connected now. */
  get connections(): number {
    return this.#sockets.size / 2;
  }

  /** Resets every connection; new ones are welcome. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Resets every connection; new ones get "connection refused". */
  async refuse(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    server.close();
    this.cut();
    await once(server, 'close');
  }

  /**
   * Half-open: connections stay, and new ones are accepted, but not a byte arrives at either side, nor the
   * news that the other side has closed. After `restore` what was sent meanwhile arrives late.
   */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  async restore(): Promise<void> {
    this.#frozen = false;
    for (const socket of this.#sockets) socket.resume();
    if (this.#server) return;
    const server = createServer();
    await listen(server, this.port);
    this.open(server);
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  private open(server: Server): void {
    server.on('connection', (client) => this.join(client));
    this.#server = server;
  }

  private join(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (!to.write(bytes)) from.pause();
      });
      to.on('drain', () => {
        if (!this.#frozen) from.resume();
      });
      from.on('end', () => to.end());
      // The close that follows says all that the proxy needs to know.
      from.on('error', () => undefined);
      from.on('close', () => {
        this.#sockets.delete(from);
        if (!this.#frozen) to.destroy();
      });
      if (this.#frozen) from.pause();
    }
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
