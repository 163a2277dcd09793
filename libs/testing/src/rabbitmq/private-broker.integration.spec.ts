import { type PrivateBroker, startBroker } from './private-broker.js';

describe('startBroker', () => {
  let broker: PrivateBroker;
  beforeAll(async () => {
    broker = await startBroker();
  }, 150_000);
  afterAll(() => broker?.remove(), 60_000);

  it('can be killed and comes back with its disk', async () => {
    await broker.ctl(['add_vhost', 'before']);
    await broker.kill();
    await broker.start();
    expect(await broker.ctl(['list_vhosts'])).toContain('before');
  }, 180_000);
});
