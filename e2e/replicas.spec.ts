import { type PrivateReplica, startReplica } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

describe('reads scale out and still see their own writes', () => {
  let rowhouse: Rowhouse;
  let replica: PrivateReplica;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({
      queue: 'rabbitmq',
      replicaUrls: async (databaseUrl) => {
        replica = await startReplica(databaseUrl);
        return [replica.url];
      },
      env: { DATABASE_MAX_REPLICA_LAG_MS: '3600000' },
    });
  }, 120_000);
  afterAll(async () => {
    await rowhouse?.stop();
    await replica?.remove();
  });

  const put = async (name: string) => {
    const answer = await rowhouse.client.request(`/api/datasets/me/${name}`, { method: 'PUT' });
    expect(answer.status).toBe(201);
    return answer.headers.get('x-consistency-token') ?? '';
  };

  it('a read with a token never sees the past, one without may', async () => {
    await put('before');
    await replica.catchUp();
    await replica.pause();
    let stale = 0;
    for (let round = 0; round < 30; round++) {
      const token = await put(`round-${round}`);
      const path = `/api/datasets/me/round-${round}`;
      expect((await rowhouse.client.get(path, { 'X-Consistency-Token': token })).status).toBe(200);
      if ((await rowhouse.client.get(path)).status === 404) stale++;
    }
    // The replica is held back: had reads without a token gone to the primary, this would prove nothing.
    expect(stale).toBe(30);
    await replica.resume();
  });

  it('rows of an upload can be read with its token while the replica is held back', async () => {
    await replica.catchUp();
    await replica.pause();
    const { headers, json } = await rowhouse.client.upload('me/fresh', { 'train.csv': 'n\n1\n' });
    const token = headers.get('x-consistency-token') ?? '';
    const detail = await rowhouse.client.get(`/api/datasets/me/fresh/revisions/${json.revision}`, {
      'X-Consistency-Token': token,
    });
    expect(detail.status).toBe(200);
    await replica.resume();
    expect((await rowhouse.client.processed('me/fresh', json.revision)).state).toBe('ready');
  });

  it('a dead replica costs no error', async () => {
    await put('alive');
    await replica.catchUp();
    const statuses: number[] = [];
    for (let read = 0; read < 300; read++) {
      if (read === 50) await replica.kill();
      if (read === 200) await replica.start();
      statuses.push((await rowhouse.client.get('/api/datasets/me/alive')).status);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
