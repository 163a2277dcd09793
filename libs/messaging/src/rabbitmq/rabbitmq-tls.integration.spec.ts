import { createLogger } from '@rowhouse/telemetry';
import {
  type Authority,
  certificateAuthority,
  type PrivateBroker,
  startBroker,
  type TempDir,
  tempDir,
} from '@rowhouse/testing';
import { RabbitMqConnection } from './rabbitmq-connection.js';

const log = createLogger({ service: 'test', level: 'silent' });

describe('a connection to RabbitMQ by TLS', () => {
  let authority: Authority;
  let folder: TempDir;
  let broker: PrivateBroker;

  beforeAll(async () => {
    [authority, folder] = await Promise.all([certificateAuthority(), tempDir()]);
    await authority.issue(folder.path, ['127.0.0.1']);
    broker = await startBroker({ tlsDir: folder.path });
  }, 180_000);
  afterAll(async () => {
    await broker?.remove();
    await Promise.all([authority?.remove(), folder?.remove()]);
  }, 60_000);

  it('is made with the authority that the URL names', async () => {
    const connection = await RabbitMqConnection.open(broker.url, { name: 'tls-test', log });
    try {
      const { queue } = await connection.withChannel(60_000, (channel) =>
        channel.assertQueue('by-tls', { durable: false }),
      );
      expect(queue).toBe('by-tls');
    } finally {
      await connection.close();
    }
  }, 90_000);

  it('is not made without it, or to a node of another', async () => {
    const stranger = await certificateAuthority();
    const plain = new URL(broker.url);
    plain.search = '';
    const other = new URL(broker.url);
    other.searchParams.set('cacertfile', stranger.caFile);
    try {
      for (const url of [plain, other]) {
        const connection = await RabbitMqConnection.open(url.href, { name: 'tls-test', log });
        await expect(
          connection.withChannel(3_000, (channel) => channel.assertQueue('never', { durable: false })),
        ).rejects.toMatchObject({ code: 'QueueUnavailable' });
        await connection.close();
      }
    } finally {
      await stranger.remove();
    }
  }, 60_000);

  it('says which file it can not read', async () => {
    const url = 'amqps://127.0.0.1/?cacertfile=/no/such/file';
    await expect(RabbitMqConnection.open(url, { name: 'tls-test', log })).rejects.toThrow(
      /names \/no\/such\/file as cacertfile/,
    );
  });
});
