import { ClusterServer } from '../../test/cluster-server.js';
import { PoolPods } from './pool-pods.js';

const scalePath = '/apis/apps/v1/namespaces/data/deployments/workers/scale';

describe('the pods of a pool', () => {
  let server: ClusterServer;
  let pods: PoolPods;
  beforeEach(async () => {
    server = new ClusterServer();
    pods = await PoolPods.connect({ namespace: 'data', name: 'house' }, await server.start());
  });
  afterEach(() => server.stop());

  it('are counted, also where there are none', async () => {
    expect(await pods.count('workers')).toEqual({ desired: 0, actual: 0, version: '1' });
    server.setReplicas(3);
    expect(await pods.count('workers')).toMatchObject({ desired: 3, actual: 3 });
  });

  it('are all listed, page by page, with those that leave', async () => {
    server.setReplicas(5);
    for (const pod of server.pods) pod.busy = true;
    server.setReplicas(4);
    await pods.setDeletionCost('cpu-5', 7);
    expect(await pods.list('cpu')).toEqual([
      { name: 'cpu-1', host: 'cpu-1', leaving: true, deletionCost: 0 },
      ...[2, 3, 4].map((n) => ({ name: `cpu-${n}`, host: `cpu-${n}`, leaving: false, deletionCost: 0 })),
      { name: 'cpu-5', host: 'cpu-5', leaving: false, deletionCost: 7 },
    ]);
  });

  it('have the hosts’ names that Kubernetes gives to long names', async () => {
    const name = `${'a'.repeat(62)}-b`;
    server.pods.push({ name, cost: 0, leaving: false, busy: false });
    expect(await pods.list('cpu')).toMatchObject([{ name, host: 'a'.repeat(62) }]);
  });

  it('become more or less', async () => {
    await pods.setCount('workers', await pods.count('workers'), 4);
    expect(server.replicas).toBe(4);
    await pods.setCount('workers', await pods.count('workers'), 0);
    expect([server.replicas, server.pods]).toEqual([0, []]);
  });

  it('are changed although the Deployment’s version moved meanwhile, unless the number did', async () => {
    server.setReplicas(2);
    const counted = await pods.count('workers');
    server.touch();
    await pods.setCount('workers', counted, 3);
    expect(server.replicas).toBe(3);
    await expect(pods.setCount('workers', counted, 5)).rejects.toMatchObject({ cause: { code: 409 } });
    expect(server.replicas).toBe(3);
  });

  it('are left alone when the version moves at every try', async () => {
    server.setReplicas(2);
    server.beforeScale = () => server.touch();
    const counted = await pods.count('workers');
    await expect(pods.setCount('workers', counted, 3)).rejects.toMatchObject({ cause: { code: 409 } });
    expect(server.replicas).toBe(2);
  });

  it('need no cost when they are gone', async () => {
    await pods.setDeletionCost('cpu-9', 1);
    expect(server.asked).toEqual(['PATCH /api/v1/namespaces/data/pods/cpu-9']);
  });

  it('are a clear error where a right is missing', async () => {
    server.refusals.set(`PATCH ${scalePath}`, 403);
    await expect(pods.setCount('workers', await pods.count('workers'), 1)).rejects.toMatchObject({
      code: 'ClusterApiError',
      message: expect.stringContaining(
        "403. Allow the service account to patch deployments/scale of 'workers' in the namespace 'data' (admin.rbac in the chart)",
      ),
    });
  });
});
