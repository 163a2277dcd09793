import { connect } from 'node:net';
import { testServers } from '../test-servers.js';
import { freshVhost } from './fresh-vhost.js';
import { rabbitmqctl } from './rabbitmqctl.js';

describe('freshVhost', () => {
  it('adds a vhost that guest may use, and drop() removes it', async () => {
    const vhost = await freshVhost();
    expect(new URL(vhost.url).pathname).toBe(`/${vhost.name}`);
    expect(await rabbitmqctl(['list_permissions', '--vhost', vhost.name])).toMatch(
      /guest\s+\.\*\s+\.\*\s+\.\*/,
    );
    await vhost.drop();
    expect(await rabbitmqctl(['list_vhosts'])).not.toContain(vhost.name);
  }, 120_000);
});

describe('the RabbitMQ node', () => {
  it('speaks AMQP 0-9-1 at its URL', async () => {
    const { hostname, port } = new URL(testServers().amqpUrl);
    const socket = connect(Number(port), hostname);
    socket.write('AMQP\u0000\u0000\u0009\u0001');
    const [greeting] = await new Promise<Buffer[]>((resolve, reject) => {
      socket.once('data', (bytes) => resolve([bytes]));
      socket.once('error', reject);
    });
    socket.destroy();
    expect(greeting?.toString('latin1')).toContain('RabbitMQ');
  });
});
