import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { jest } from '@jest/globals';
import { Database, migrate } from '@rowhouse/database';
import { DeliveryQueue, EventKeeper, EventLog, eventsMigrations, WebhookStore } from '@rowhouse/events';
import { type Messaging, openMessaging } from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { type FreshDatabase, freshDatabase, waitFor } from '@rowhouse/testing';
import { Webhook } from 'standardwebhooks';
import { AddressGuard, parseNetwork } from './address-guard.js';
import { WebhookDeliverer, type WebhookDelivererOptions } from './webhook-deliverer.js';

jest.setTimeout(60_000);

const log = createLogger({ service: 'spec', level: 'silent' });
const leadership = { retryMs: 50, pingMs: 100, pingTimeoutMs: 5_000 };
const loopback = new AddressGuard([parseNetwork('127.0.0.0/8')]);

interface Received {
  path: string;
  id: string;
  headers: IncomingMessage['headers'];
  body: string;
  n: number;
}

describe('the deliverer of webhooks', () => {
  let fresh: FreshDatabase;
  let db: Database;
  let messaging: Messaging;
  let keeper: EventKeeper;
  let store: WebhookStore;
  let receiver: Server;
  let url: string;
  let received: Received[] = [];
  let answer: (request: Received, response: ServerResponse) => void;
  let deliverers: WebhookDeliverer[] = [];
  beforeAll(async () => {
    fresh = await freshDatabase();
    await migrate(fresh.url, [eventsMigrations]);
    db = await Database.connect({
      url: fresh.url,
      replicaUrls: [],
      poolSize: 10,
      maxReplicaLagMs: 0,
      primaryReadLimit: 10,
      applicationName: 'spec',
    });
    messaging = await openMessaging({ queueUrl: 'postgres', database: db, log });
    const { events } = messaging;
    keeper = new EventKeeper(db, {
      events,
      leadership,
      pollMs: 20,
      retentionSeconds: 3_600,
      retentionRows: 1_000_000,
    });
    await keeper.start();
    store = new WebhookStore(db);
    receiver = createServer((request, response) => {
      void text(request).then((body) => {
        const { headers, url: path = '' } = request;
        const each = {
          path,
          headers,
          body,
          id: String(headers['webhook-id']),
          n: JSON.parse(body).data.n as number,
        };
        received.push(each);
        answer(each, response);
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    received = [];
    answer = (_, response) => void response.writeHead(204).end();
  });
  afterEach(async () => {
    await Promise.all(deliverers.map((deliverer) => deliverer.stop()));
    deliverers = [];
    await db.primary.query('DELETE FROM webhook');
  });
  afterAll(async () => {
    receiver?.closeAllConnections();
    receiver?.close();
    await keeper?.stop();
    await messaging?.close();
    await db?.close();
    await fresh?.drop();
  });

  const deliver = async (options: Partial<WebhookDelivererOptions> = {}) => {
    const deliverer = new WebhookDeliverer(db, new DeliveryQueue(db, new EventLog(db)), {
      guard: loopback,
      events: messaging.events,
      log,
      timeoutMs: 5_000,
      concurrency: 4,
      maxAttempts: 4,
      retryMs: 20,
      disableDays: 3,
      logDays: 7,
      leadership,
      ...options,
    });
    deliverers.push(deliverer);
    await deliverer.start();
    return deliverer;
  };
  const hook = (request: { url?: string; events?: string[]; dataset?: string; owner?: string } = {}) =>
    store.create(request.owner ?? 'ann', {
      url: request.url ?? `${url}/hook`,
      events: request.events ?? ['#'],
      dataset: request.dataset ?? null,
    });
  const happen = (n: number, event: Record<string, unknown> = {}) => {
    const { topic = 'dataset.changed', owner = 'me', subject = 'me/cars', hidden = false, jobId } = event;
    return db.primary.query(
      `INSERT INTO event_inbox (topic, owner, subject, private, job_id, data)
       VALUES ($1, $2, $3, $4, $5, jsonb_build_object('n', $6::int, 'kind', $7::text))`,
      [topic, owner, subject, hidden, jobId ?? null, n, event.kind ?? 'query'],
    );
  };
  const deliveries = async (id: string, owner = 'ann') =>
    (await store.deliveries(owner, id, { limit: 1_000 })).items.reverse();
  const settled = (id: string, count: number) =>
    waitFor(
      async () => {
        const all = await deliveries(id);
        return all.length >= count && all.every(({ state }) => state !== 'pending') ? all : null;
      },
      { what: `${count} deliveries to end`, deadlineMs: 20_000, intervalMs: 10 },
    );

  it('signs by the Standard Webhooks specification', async () => {
    const { webhook, secret } = await hook();
    await deliver();
    await happen(1);
    const [delivery] = await settled(webhook.id, 1);
    const [request] = received;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const verified = new Webhook(secret).verify(
      request?.body ?? '',
      request?.headers as Record<string, string>,
    );
    expect(verified).toMatchObject({
      type: 'dataset.changed',
      timestamp: expect.any(String),
      data: { n: 1 },
    });
    expect(() =>
      new Webhook(secret).verify(`${request?.body} `, request?.headers as Record<string, string>),
    ).toThrow(/No matching signature/);
    expect(request?.headers['content-type']).toBe('application/json');
    expect(delivery).toMatchObject({
      state: 'delivered',
      attempt: 1,
      attempts: [{ status: 204, error: null }],
    });
    expect(JSON.stringify(await store.list('ann'))).not.toContain('whsec_');
  });

  it('tells each webhook what it asked for and may know, from its creation on', async () => {
    await happen(0);
    await waitFor(async () => (await db.primary.query('SELECT FROM event_inbox')).rowCount === 0, {
      what: 'the first event to be logged',
    });
    const all = await hook({ url: `${url}/all` });
    const cars = await hook({ url: `${url}/cars`, events: ['dataset.*'], dataset: 'me/cars' });
    const jobs = await hook({ url: `${url}/jobs`, events: ['job.*'] });
    const mine = await hook({ url: `${url}/mine`, owner: 'me' });
    await deliver();
    await happen(1);
    await happen(2, { topic: 'dataset.step.failed', subject: 'me/cars' });
    await happen(3, { subject: 'me/trains', hidden: true });
    const jobId = '00000000-0000-7000-8000-000000000001';
    await happen(4, { topic: 'job.created', owner: 'ann', subject: null, jobId });
    await happen(5, { topic: 'job.created', owner: 'bob', subject: null, jobId });
    await happen(6, { topic: 'job.created', owner: 'ann', subject: null, jobId, kind: 'split-parquet' });
    await happen(7, { subject: 'me/trains' });
    await settled(all.webhook.id, 4);
    await settled(cars.webhook.id, 1);
    await settled(jobs.webhook.id, 1);
    await waitFor(async () => received.filter(({ path }) => path === '/mine').length === 4, {
      what: 'the deliveries of another owner',
    });
    const heard = (path: string) => received.filter((each) => each.path === path).map(({ n }) => n);
    expect(heard('/all')).toEqual([1, 2, 4, 7]);
    expect(heard('/cars')).toEqual([1]);
    expect(heard('/jobs')).toEqual([4]);
    expect(heard('/mine')).toEqual([1, 2, 3, 7]);
    expect((await deliveries(mine.webhook.id, 'me')).length).toBe(4);
  });

  it('delivers in order, one at a time, when all goes well', async () => {
    const { webhook } = await hook();
    let atOnce = 0;
    let most = 0;
    answer = (_, response) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      setTimeout(() => {
        atOnce -= 1;
        response.writeHead(200).end('thanks');
      }, 1);
    };
    await deliver();
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    for (const n of numbers) await happen(n);
    await settled(webhook.id, 40);
    expect(received.map(({ n }) => n)).toEqual(numbers);
    expect(most).toBe(1);
  });

  it('tries again what fails, under the same id, without holding up what comes after', async () => {
    const { webhook } = await hook();
    answer = ({ n, id }, response) => {
      const tries = received.filter((each) => each.id === id).length;
      response.writeHead(n === 1 && tries < 3 ? 500 : 200).end();
    };
    await deliver();
    await happen(1);
    await happen(2);
    const [first, second] = await settled(webhook.id, 2);
    expect(first).toMatchObject({ state: 'delivered', attempt: 3 });
    expect(first?.attempts.map(({ status, error }) => [status, error])).toEqual([
      [500, 'answered 500'],
      [500, 'answered 500'],
      [200, null],
    ]);
    expect(second).toMatchObject({ state: 'delivered', attempt: 1 });
    expect(new Set(received.filter(({ n }) => n === 1).map(({ id }) => id)).size).toBe(1);
    expect((await store.get('ann', webhook.id)).failingSince).toBeNull();
  });

  it('gives up after the last attempt, until somebody sends it again', async () => {
    const { webhook } = await hook();
    answer = (_, response) => void response.writeHead(503, { 'Retry-After': '0' }).end();
    await deliver();
    await happen(1);
    const [delivery] = await settled(webhook.id, 1);
    expect(delivery).toMatchObject({ state: 'failed', attempt: 4, nextAt: null });
    expect((await store.get('ann', webhook.id)).failingSince).toBeInstanceOf(Date);
    answer = (_, response) => void response.writeHead(200).end();
    await store.redeliver('ann', webhook.id, delivery?.id ?? '');
    const [again] = await settled(webhook.id, 1);
    expect(again).toMatchObject({ state: 'delivered', attempt: 1 });
    expect(again?.attempts).toHaveLength(5);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  it('does not follow redirects, wait for ever or read without end', async () => {
    const { webhook } = await hook();
    answer = ({ n }, response) => {
      if (n === 1) response.writeHead(302, { Location: `${url}/elsewhere` }).end();
      else if (n === 3) {
        response.writeHead(200);
        const fill = () => {
          while (!response.destroyed && response.write('x'.repeat(10_000)));
        };
        response.on('drain', fill);
        fill();
      }
      // The second is never answered.
    };
    await deliver({ maxAttempts: 1, timeoutMs: 1_000 });
    for (const n of [1, 2, 3]) await happen(n);
    const ended = await settled(webhook.id, 3);
    expect(ended.map(({ state, attempts }) => [state, attempts[0]?.status, attempts[0]?.error])).toEqual([
      ['failed', 302, 'answered 302; redirects are not followed'],
      ['failed', null, 'no answer within 1 seconds'],
      ['delivered', 200, null],
    ]);
    expect(received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
  });

  it('does not reach what only this service may', async () => {
    const { port } = new URL(url);
    const hooks = await Promise.all([
      hook(),
      hook({ url: `http://localhost:${port}/hook` }),
      hook({ url: `http://2130706433:${port}/hook` }),
      hook({ url: `http://[::ffff:127.0.0.1]:${port}/hook` }),
    ]);
    await deliver({ guard: new AddressGuard([]), maxAttempts: 1 });
    await happen(1);
    for (const { webhook } of hooks) {
      const [delivery] = await settled(webhook.id, 1);
      expect(delivery).toMatchObject({ state: 'failed', attempts: [{ status: null }] });
      expect(delivery?.attempts[0]?.error).toMatch(/no address that may be reached/);
    }
    expect(received).toEqual([]);
  });

  it('connects to the address that was looked at, whatever the name means a moment later', async () => {
    const { port } = new URL(url);
    const { webhook } = await hook({ url: `http://moving.example:${port}/hook` });
    let looks = 0;
    const resolve = async () => {
      looks += 1;
      return [{ address: looks === 1 ? '127.0.0.1' : '10.255.255.1', family: 4 }];
    };
    await deliver({ guard: new AddressGuard([parseNetwork('127.0.0.1/32')], resolve), maxAttempts: 1 });
    await happen(1);
    expect(await settled(webhook.id, 1)).toMatchObject([{ state: 'delivered' }]);
    expect(looks).toBe(1);
    expect(received[0]?.headers.host).toBe(`moving.example:${port}`);
  });

  it('switches a webhook off that is gone or has failed for days, and on again with what waited', async () => {
    const { webhook } = await hook();
    answer = (_, response) => void response.writeHead(410).end();
    const first = await deliver();
    await happen(1);
    await happen(2);
    await waitFor(async () => (await store.get('ann', webhook.id)).disabledAt, {
      what: 'the webhook to be switched off',
    });
    expect((await store.get('ann', webhook.id)).disabledReason).toContain('410');
    await first.stop();
    answer = (_, response) => void response.writeHead(200).end();
    await store.change('ann', webhook.id, { active: true });
    await db.primary.query(`UPDATE webhook SET failing_since = now() - interval '4 days'`);
    // Sends nothing, only looks after them.
    const second = await deliver({ concurrency: 0 });
    await waitFor(
      async () => (await store.get('ann', webhook.id)).disabledReason?.startsWith('No delivery'),
      {
        what: 'the webhook to be switched off again',
      },
    );
    await second.stop();
    await store.change('ann', webhook.id, { active: true });
    await deliver();
    const ended = await settled(webhook.id, 2);
    expect(ended.map(({ state }) => state)).toEqual(['failed', 'delivered']);
  });

  it('loses nothing when its process is stopped in the middle, and the next one takes over', async () => {
    const { webhook } = await hook();
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    for (const n of numbers) await happen(n);
    const queue = new DeliveryQueue(db, new EventLog(db));
    await waitFor(async () => !(await queue.fanOut()) && (await queue.pending()) === 30, {
      what: 'all deliveries to be made',
    });
    for (let round = 1; round <= 3; round++) {
      const [one, other] = [await deliver(), await deliver()];
      await waitFor(() => received.length >= round * 5, { what: 'some deliveries', intervalMs: 1 });
      expect([one.leading, other.leading]).not.toEqual([true, true]);
      await Promise.all([one.stop(), other.stop()]);
    }
    await deliver();
    await settled(webhook.id, 30);
    expect([...new Set(received.map(({ n }) => n))].sort((a, b) => a - b)).toEqual(numbers);
  });

  it('takes at most a hundred webhooks of one owner, also at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 105 }, () => hook()));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    const refused = tries.filter((each) => each.status === 'rejected').map(({ reason }) => reason.code);
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'TooManyWebhooks'));
  });
});
