import { PassThrough } from 'node:stream';
import { MessageLine } from './message-line.js';

function line(maxBytes: number) {
  const stream = new PassThrough();
  const heard: unknown[] = [];
  new MessageLine(stream, maxBytes, {
    received: (message) => heard.push(message),
    tooLong: (bytes) => heard.push(`too long: ${bytes}`),
    ended: () => heard.push('ended'),
  });
  return { stream, heard };
}

function framed(...messages: object[]): Buffer {
  const parts: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => parts.push(chunk));
  const sender = new MessageLine(stream, 0, {
    received: () => undefined,
    tooLong: () => undefined,
    ended: () => undefined,
  });
  for (const message of messages) sender.send(message);
  return Buffer.concat(parts);
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('the line between a worker and its child', () => {
  const messages = [{ type: 'ready' }, { text: 'Grüße, 世界' }, {}, { list: [1, 2, 3] }];

  it.each([1, 3, 4, 5, 7, 1000])(
    'brings messages whole when they come in pieces of %d bytes',
    async (size) => {
      const { stream, heard } = line(1000);
      const bytes = framed(...messages);
      for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
      await tick();
      expect(heard).toEqual(messages);
    },
  );

  it('refuses a message that is too long before it is there, and hears nothing more', async () => {
    const { stream, heard } = line(100);
    const header = Buffer.alloc(4);
    header.writeUInt32BE(100_000_000);
    stream.write(Buffer.concat([framed({ a: 1 }), header]));
    stream.write(framed({ b: 2 }));
    await tick();
    expect(heard).toEqual([{ a: 1 }, 'too long: 100000000']);
  });

  it('tells when the other side is gone', async () => {
    const { stream, heard } = line(100);
    stream.destroy(new Error('reset'));
    await tick();
    expect(heard).toEqual(['ended']);
  });
});
