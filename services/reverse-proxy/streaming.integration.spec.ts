import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { FrontDoor, startUpstream, type Upstream } from './front-door.js';

const chunk = Buffer.alloc(1 << 20, 'x');
const fileSize = 1000;

/** A process that listens and never takes a connection; its queue of connections is full. */
async function startFullUpstream(): Promise<{ address: string; close(): void }> {
  const listenAndHang = `
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      for (;;);
    });`;
  const child = spawn(process.execPath, ['-e', listenAndHang], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = await once(child.stdout, 'data');
  const waiting = Array.from({ length: 8 }, () =>
    connect({ host: '127.0.0.1', port: Number(printed) }).on('error', () => undefined),
  );
  await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));
  return {
    address: `127.0.0.1:${printed}`,
    close() {
      child.kill('SIGKILL');
      for (const socket of waiting) socket.destroy();
    },
  };
}

describe('streams through the reverse proxy', () => {
  let api: Upstream;
  let proxy: FrontDoor;
  let uploads: IncomingMessage[] = [];

  beforeAll(async () => {
    api = await startUpstream((request, response) => {
      if (request.method === 'POST') {
        let size = 0;
        uploads.push(request);
        request.on('data', (part: Buffer) => {
          size += part.length;
        });
        request.on('end', () => response.end(String(size)));
      } else if (request.url?.endsWith('/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('id: 1\ndata: first\n\n');
      } else if (request.headers.range === 'bytes=10-19') {
        response.writeHead(206, { 'content-range': `bytes 10-19/${fileSize}`, 'accept-ranges': 'bytes' });
        response.end('0123456789');
      } else if (request.headers['if-none-match'] === '"tag"') {
        response.writeHead(304, { etag: '"tag"' }).end();
      } else {
        response.writeHead(200, { etag: '"tag"', 'retry-after': '7' }).end('whole');
      }
    });
    proxy = await FrontDoor.start({ API_UPSTREAM: api.address, ADMIN_UPSTREAM: '127.0.0.1:9' });
  });
  beforeEach(() => {
    uploads = [];
  });
  afterAll(async () => {
    await proxy?.stop();
    await api?.close();
  });

  it('hands an upload on while it is still being sent, and keeps none of it', async () => {
    const upload = proxy.open('/api/datasets/me/cars/upload', { method: 'POST' });
    const answered = once(upload, 'response');
    upload.write(chunk);
    await until(() => uploads.length === 1);
    for (let sent = 1; sent < 64; sent++) {
      if (!upload.write(chunk)) await once(upload, 'drain');
    }
    expect(await readdir(join(proxy.runDir, 'client_body_temp'))).toEqual([]);
    upload.end();
    const [response] = (await answered) as [IncomingMessage];
    const [total] = (await once(response, 'data')) as [Buffer];
    expect(Number(total)).toBe(64 * chunk.length);
  });

  it('hands an event on while the stream stays open', async () => {
    const stream = proxy.open('/api/jobs/1/events', { headers: { accept: 'text/event-stream' } });
    stream.end();
    const [response] = (await once(stream, 'response')) as [IncomingMessage];
    const [event] = (await once(response, 'data')) as [Buffer];
    expect(String(event)).toBe('id: 1\ndata: first\n\n');
    expect(response.complete).toBe(false);
    stream.destroy();
  });

  it('passes ranges and conditions', async () => {
    const path = '/datasets/me/cars/resolve/main/train.csv';
    const part = await proxy.send(path, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.body, part.headers['content-range']]).toEqual([
      206,
      '0123456789',
      `bytes 10-19/${fileSize}`,
    ]);
    const same = await proxy.send(path, { headers: { 'if-none-match': '"tag"' } });
    expect([same.status, same.body]).toEqual([304, '']);
  });
});

describe('a service that does not answer', () => {
  it('is a JSON error that says when to come back', async () => {
    const gone = await startUpstream(() => {});
    await gone.close();
    const proxy = await FrontDoor.start({ API_UPSTREAM: gone.address, ADMIN_UPSTREAM: gone.address });
    try {
      for (const path of ['/rows', '/admin/jobs', '/datasets/me/cars/resolve/main/train.csv']) {
        const answer = await proxy.send(path);
        expect(answer.status).toBe(502);
        expect(answer.headers).toMatchObject({
          'content-type': 'application/json',
          'x-error-code': 'ServiceUnavailable',
          'retry-after': '5',
          'access-control-allow-origin': '*',
        });
        expect(JSON.parse(answer.body)).toEqual({
          error: 'The service behind this address does not answer. Try again in a few seconds.',
          code: 'ServiceUnavailable',
        });
      }
    } finally {
      await proxy.stop();
    }
  });

  it('is given up on after the stated time', async () => {
    const silent = await startUpstream(() => {});
    const proxy = await FrontDoor.start({ API_UPSTREAM: silent.address, READ_TIMEOUT: '1s' });
    try {
      const answer = await proxy.send('/rows');
      expect(answer.status).toBe(504);
      expect(JSON.parse(answer.body)).toEqual({
        error: 'The service behind this address took longer than the allowed 1s. Ask for less, or try again.',
        code: 'ServiceTimeout',
      });
    } finally {
      await proxy.stop();
      await silent.close();
    }
  });

  it('that takes no connection is told as away, not as slow', async () => {
    const full = await startFullUpstream();
    const proxy = await FrontDoor.start({ API_UPSTREAM: full.address, CONNECT_TIMEOUT: '1s' });
    try {
      const answer = await proxy.send('/rows');
      expect(answer.status).toBe(503);
      expect(answer.headers).toMatchObject({ 'x-error-code': 'ServiceUnavailable', 'retry-after': '5' });
    } finally {
      await proxy.stop();
      full.close();
    }
  });

  it('may answer with an error of its own, which passes unchanged', async () => {
    const busy = await startUpstream((_, response) => {
      response
        .writeHead(503, { 'retry-after': '7', 'x-error-code': 'ServerBusy' })
        .end('{"code":"ServerBusy"}');
    });
    const proxy = await FrontDoor.start({ API_UPSTREAM: busy.address });
    try {
      const answer = await proxy.send('/rows');
      expect([answer.status, answer.body, answer.headers['retry-after']]).toEqual([
        503,
        '{"code":"ServerBusy"}',
        '7',
      ]);
    } finally {
      await proxy.stop();
      await busy.close();
    }
  });
});

async function until(happened: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !happened(); ) {
    if (Date.now() > deadline) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
