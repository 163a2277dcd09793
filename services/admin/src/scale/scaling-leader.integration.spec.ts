import { Database, migrate } from '@rowhouse/database';
import { JobStore, jobEntities, jobsMigrations, PoolWork, ScalingBook, WorkerRegistry } from '@rowhouse/jobs';
import { messagingMigrations } from '@rowhouse/messaging';
import { Metrics } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase, waitFor } from '@rowhouse/testing';
import { ClusterServer, type ServedPod } from '../../test/cluster-server.js';
import { PoolPods } from './pool-pods.js';
import { ScalingLeader } from './scaling-leader.js';
import { ScalingMetrics } from './scaling-metrics.js';
import { ScalingReports } from './scaling-reports.js';

const patient = 60_000;
const scalePath = '/apis/apps/v1/namespaces/data/deployments/workers/scale';
const rule = {
  deployment: 'workers',
  minReplicas: 0,
  maxReplicas: 5,
  concurrency: 1,
  targetSeconds: 60,
  scaleUpPods: 10,
  scaleUpSeconds: 15,
  // The windows themselves are proven by simulation; here they are over at once.
  scaleDownSeconds: 0,
  idleSeconds: 0,
};

describe('the built-in autoscaler', () => {
  let fresh: FreshDatabase;
  let db: Database;
  let jobs: JobStore;
  let server: ClusterServer;
  let metrics: Metrics;
  let warned: object[];
  const leaders: ScalingLeader[] = [];

  beforeAll(async () => {
    fresh = await freshDatabase();
    await migrate(fresh.url, [messagingMigrations, jobsMigrations]);
    db = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 10,
      maxReplicaLagMs: 5_000,
      primaryReadLimit: 32,
      applicationName: 'autoscaler',
      entities: jobEntities,
    });
    jobs = new JobStore(db);
  }, patient);
  afterAll(async () => {
    await db?.close();
    await fresh?.drop();
  }, patient);

  beforeEach(async () => {
    await db.primary.query('TRUNCATE job, job_log, job_remains, job_submission, worker, pool_scaling');
    server = new ClusterServer();
    metrics = new Metrics({ service: 'admin', processMetrics: false });
    warned = [];
  });
  afterEach(async () => {
    await Promise.all(leaders.splice(0).map((leader) => leader.stop()));
    await server.stop();
  });

  interface Changes {
    intervalMs?: number;
    rule?: Partial<typeof rule>;
    beside?: { pool: string; rule: typeof rule }[];
  }

  async function start(changes: Changes = {}) {
    const config = await server.start().catch(() => null);
    if (config === null) throw new Error('the cluster does not listen');
    const pods = await PoolPods.connect({ namespace: 'data', name: 'house' }, config);
    return startWith(pods, metrics, changes);
  }

  function startWith(pods: PoolPods, tell: Metrics, changes: Changes = {}) {
    const log = { info: () => undefined, warn: (facts: object) => void warned.push(facts) };
    const leader = new ScalingLeader(db, {
      pools: [...(changes.beside ?? []), { pool: 'cpu', rule: { ...rule, ...changes.rule } }],
      work: new PoolWork(db),
      pods,
      reports: new ScalingReports(new ScalingBook(db), new ScalingMetrics(tell), log as never),
      intervalMs: changes.intervalMs ?? 50,
      leadership: { retryMs: 50, pingMs: 1_000, pingTimeoutMs: 5_000 },
    });
    leaders.push(leader);
    leader.start();
    return { leader, pods };
  }

  const create = (count = 1) =>
    db.write(async (tx) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n++)
        ids.push(
          await jobs.create(tx, { kind: 'test', pool: 'cpu', owner: 'me', params: {}, maxAttempts: 1 }),
        );
      return ids;
    });

  /** A worker on the pod takes the job. */
  async function claim(id: string, pod: ServedPod) {
    const worker = `${pod.name}-process`;
    await new WorkerRegistry(db).beat({ id: worker, pool: 'cpu', host: pod.name, concurrency: 1 }, 1);
    const claimed = await jobs.claim(id, 1, worker);
    if (!claimed) throw new Error('the job was claimed by somebody else');
    pod.busy = true;
    return async () => {
      await jobs.succeed(claimed, null);
      pod.busy = false;
      if (pod.leaving) server.end(pod);
    };
  }

  const entry = async () => (await new ScalingBook(db).read())[0];
  const scaled = (replicas: number) =>
    waitFor(() => server.replicas === replicas, { what: `${replicas} workers`, deadlineMs: 30_000 });
  const podNumber = (index: number) => {
    const pod = server.staying[index];
    if (!pod) throw new Error(`there is no pod ${index}`);
    return pod;
  };

  it(
    'takes a pool from zero to what its jobs need, and back to zero when they are done',
    async () => {
      await start();
      await waitFor(async () => (await entry())?.status?.reason === 'enough', { what: 'the first look' });
      const ids = await create(3);
      await scaled(3);
      const ends = [];
      for (const [index, id] of ids.entries()) ends.push(await claim(id, podNumber(index)));
      for (const end of ends) await end();
      await scaled(0);
      const { changes } = await waitFor(async () => {
        const now = await entry();
        return now?.changes[0]?.to === 0 && now;
      });
      // The jobs end one by one, and the looks come in between or not.
      expect(changes[0]?.reason).toBe('idle');
      expect(changes.slice(1, -1).map(({ reason }) => reason)).not.toContain('jobs-due');
      const { from, to, reason, why } = changes.at(-1) ?? {};
      expect([from, to, reason]).toEqual([0, 3, 'jobs-due']);
      expect(why).toMatch(/^Due: 3, the oldest for \d+ s; running: 0\. That takes 3 with one job each/);
      const text = await metrics.render();
      expect(text).toMatch(/rowhouse_pool_replicas_desired\{pool="cpu",service="admin"\} 0/);
      expect(text).toMatch(/rowhouse_pool_replicas_actual\{pool="cpu",service="admin"\} \d/);
      expect(text).toMatch(
        /rowhouse_pool_scaling_decisions_total\{pool="cpu",change="up",reason="jobs-due",service="admin"\} 1/,
      );
    },
    patient,
  );

  it(
    'looks at once when the first job of an empty pool comes',
    async () => {
      await start({ intervalMs: 10_000_000 });
      await waitFor(async () => (await entry())?.status, { what: 'the first look' });
      await create();
      await scaled(1);
    },
    patient,
  );

  it(
    'looks at a pool again and again while a look at another takes long',
    async () => {
      const slow = '/apis/apps/v1/namespaces/data/deployments/slow/scale';
      let answer = () => {};
      server.delays.set(`GET ${slow}`, new Promise((resolve) => (answer = resolve)));
      try {
        await start({ beside: [{ pool: 'slow', rule: { ...rule, deployment: 'slow' } }] });
        const looks = (path: string) => server.asked.filter((asked) => asked === `GET ${path}`).length;
        await waitFor(() => looks(slow) > 0 && looks(scalePath) >= 5, { what: 'five looks' });
        await create(2);
        await scaled(2);
        expect(looks(slow)).toBe(1);
      } finally {
        answer();
      }
    },
    patient,
  );

  it(
    'removes idle pods only, and does not count those that leave',
    async () => {
      await start();
      const [first = '', second = '', ...rest] = await create(4);
      await scaled(4);
      const endFirst = await claim(first, podNumber(1));
      const endSecond = await claim(second, podNumber(3));
      const busy = [podNumber(1).name, podNumber(3).name];
      for (const id of rest) await jobs.cancel(id);
      await scaled(2);
      expect(server.staying.map(({ name }) => name)).toEqual(busy);
      // Somebody takes a busy one away by hand: its job is finished there, and calls for no other pod.
      const leaving = podNumber(0);
      leaving.cost = -1;
      server.setReplicas(1);
      await waitFor(async () => (await entry())?.status?.running === 1, { what: 'one job to count' });
      expect([server.replicas, leaving.leaving]).toEqual([1, true]);
      await endFirst();
      await endSecond();
      await scaled(0);
    },
    patient,
  );

  it(
    'does not scale in where it may not mark the busy pods, and says so',
    async () => {
      server.refusals.set('PATCH /api/v1/namespaces/data/pods/', 403);
      await start();
      const [first = '', second = ''] = await create(2);
      await scaled(2);
      const end = await claim(first, podNumber(1));
      await jobs.cancel(second);
      const { error } = await waitFor(async () => {
        const now = await entry();
        return now?.error && now;
      });
      expect(error?.reason).toContain("Allow the service account to patch pods in the namespace 'data'");
      expect(server.replicas).toBe(2);
      await waitFor(async () =>
        /rowhouse_pool_scaling_errors_total\{pool="cpu",reason="forbidden",service="admin"\} [2-9]/.test(
          await metrics.render(),
        ),
      );
      expect(warned).toHaveLength(1);
      server.refusals.clear();
      await scaled(1);
      await waitFor(async () => (await entry())?.error === null, { what: 'the error to end' });
      await end();
      await scaled(0);
    },
    patient,
  );

  it.each([
    [403, 'forbidden'],
    [404, 'missing'],
    [409, 'conflict'],
    [500, 'refused'],
  ])(
    'changes nothing when the API answers %d, counts it as %s and goes on when that ends',
    async (status, reason) => {
      server.refusals.set(`${status === 409 ? 'PATCH' : 'GET'} ${scalePath}`, status);
      await start();
      await create();
      const counted = new RegExp(`rowhouse_pool_scaling_errors_total\\{pool="cpu",reason="${reason}",`);
      await waitFor(async () => counted.test(await metrics.render()), { what: 'the error to be counted' });
      expect(server.replicas).toBe(0);
      server.refusals.clear();
      await scaled(1);
    },
    patient,
  );

  it(
    'is one of several, and another goes on where it stopped',
    async () => {
      const { leader: one, pods } = await start();
      const others = new Metrics({ service: 'admin', processMetrics: false });
      await waitFor(() => one.leading);
      const { leader: two } = startWith(pods, others);
      await create(2);
      await scaled(2);
      expect([one.leading, two.leading]).toEqual([true, false]);
      await one.stop();
      await waitFor(() => two.leading, { what: 'the other to lead' });
      await create(1);
      await scaled(3);
      const told = /rowhouse_pool_replicas_desired\{pool="cpu"/;
      expect(await metrics.render()).not.toMatch(told);
      expect(await others.render()).toMatch(told);
    },
    patient,
  );
});
