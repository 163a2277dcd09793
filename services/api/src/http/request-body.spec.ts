import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { RequestBody } from './request-body.js';

describe('RequestBody', () => {
  /** Serves with `handle` and answers what a raw request is answered. */
  async function exchange(
    handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
    client: (port: number) => Promise<string>,
  ): Promise<string> {
    const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      return await client((server.address() as AddressInfo).port);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const post = (port: number, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`http://127.0.0.1:${port}`, { method: 'POST', body }).then((answer) => answer.text());

  it('gives every byte, and the end', async () => {
    const sent = new Uint8Array(3_000_000).map((_, index) => index % 251);
    const answer = await exchange(
      async (request, response) => {
        const received = await buffer(new RequestBody(request));
        response.end(received.equals(sent) ? 'same' : `${received.length} others`);
      },
      (port) => post(port, sent),
    );
    expect(answer).toBe('same');
  });

  it('lets a body that is given up run dry, so that the answer arrives', async () => {
    const answer = await exchange(
      async (request, response) => {
        for await (const _chunk of new RequestBody(request)) break;
        response.statusCode = 413;
        response.end('too large');
      },
      async (port) => {
        const answers = [];
        for (let round = 0; round < 3; round++) answers.push(await post(port, new Uint8Array(5_000_000)));
        return answers.join();
      },
    );
    expect(answer).toBe('too large,too large,too large');
  });

  it('ends with UploadIncomplete when the client stalls', async () => {
    const answer = await exchange(
      async (request, response) => {
        const failure = await buffer(new RequestBody(request, 50)).catch(
          (error: { code: string }) => error.code,
        );
        response.setHeader('Connection', 'close');
        response.end(String(failure));
      },
      (port) => {
        const socket = connect(port, '127.0.0.1');
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
        return text(socket);
      },
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('UploadIncomplete');
  });

  it('ends with UploadIncomplete when the client leaves', async () => {
    const seen = Promise.withResolvers<unknown>();
    const answer = await exchange(
      async (request) => {
        buffer(new RequestBody(request)).then(() => seen.resolve('complete'), seen.resolve);
      },
      async (port) => {
        const socket = connect(port, '127.0.0.1');
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf', () => socket.destroy());
        return ((await seen.promise) as { code: string }).code;
      },
    );
    expect(answer).toBe('UploadIncomplete');
  });
});
