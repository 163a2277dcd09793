import { createServer } from 'node:net';
import { freePort } from '@rowhouse/testing';
import { choosePorts } from './choose-ports.js';

it('chooses ports that differ from each other and from the front door', async () => {
  const frontDoor = await freePort();
  const ports = await choosePorts(frontDoor, 200);
  expect(new Set([...ports, frontDoor]).size).toBe(201);
  // Nobody holds them any more.
  expect(await choosePorts(ports[0] as number, 1)).toHaveLength(1);
});

it('says what to do when the front door is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(choosePorts(port, 2)).rejects.toThrow(`Port ${port} is in use.`);
  await new Promise((resolve) => other.close(resolve));
});
