import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { waitFor } from '../wait-for.js';
import { FlakyProxy } from './flaky-proxy.js';

describe('FlakyProxy', () => {
  let echo: Server;
  let proxy: FlakyProxy;
  const clients: Socket[] = [];

  beforeEach(async () => {
    echo = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await FlakyProxy.start(`tcp://127.0.0.1:${(echo.address() as AddressInfo).port}`);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    echo.close();
  });

  function client(): { socket: Socket; received: () => string; failure: () => string | undefined } {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
    clients.push(socket);
    let text = '';
    let code: string | undefined;
    socket.on('data', (bytes) => {
      text += bytes;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
    });
    return { socket, received: () => text, failure: () => code };
  }

  it('passes bytes in both directions', async () => {
    const { socket, received } = client();
    socket.write('hello');
    await waitFor(() => received() === 'hello', { what: 'the echo' });
    expect(proxy.connections).toBe(1);
  });

  it('cuts connections and takes new ones', async () => {
    const first = client();
    first.socket.write('a');
    await waitFor(() => first.received() === 'a', { what: 'the first echo' });
    proxy.cut();
    await waitFor(() => first.failure() === 'ECONNRESET', { what: 'the reset' });
    const second = client();
    second.socket.write('b');
    await waitFor(() => second.received() === 'b', { what: 'the echo of the second client' });
  });

  it('refuses until restored', async () => {
    await proxy.refuse();
    const refused = client();
    await waitFor(() => refused.failure() === 'ECONNREFUSED', { what: 'the refusal' });
    await proxy.restore();
    const { socket, received } = client();
    socket.write('again');
    await waitFor(() => received() === 'again', { what: 'the echo after restore' });
  });

  it('freezes: nothing arrives, nothing closes, and all of it comes late', async () => {
    const before = client();
    before.socket.write('1');
    await waitFor(() => before.received() === '1', { what: 'the echo before the freeze' });
    proxy.freeze();
    const during = client();
    during.socket.write('x');
    before.socket.write('2');
    await waitFor(() => proxy.connections === 2, { what: 'the second connection' });
    // Whatever could get through has been given a hundred turns of the event loop to do so.
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([before.received(), during.received()]).toEqual(['1', '']);
    expect([before.failure(), during.failure()]).toEqual([undefined, undefined]);
    await proxy.restore();
    await waitFor(() => before.received() === '12' && during.received() === 'x', { what: 'the late bytes' });
  });
});
