import { jest } from '@jest/globals';
import { eventEnvelope, resetEventData, userJobDetail } from '@rowhouse/contract';
import { Database } from '@rowhouse/database';
import { EventKeeper } from '@rowhouse/events';
import { type Claim, JobStore } from '@rowhouse/jobs';
import { type Messaging, openMessaging } from '@rowhouse/messaging';
import { createLogger } from '@rowhouse/telemetry';
import { type FreshVhost, freshVhost, waitFor } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';
import { EventReader } from '../../test/event-reader.js';

jest.setTimeout(60_000);

const log = createLogger({ service: 'spec', level: 'silent' });
const failure = {
  code: 'UnexpectedError',
  status: 500,
  retryable: false,
  message: 'It broke.',
  details: {},
};

describe.each(['postgres', 'rabbitmq'] as const)('event streams (%s)', (driver) => {
  let vhost: FreshVhost | null = null;
  let api: ApiUnderTest;
  let database: Database;
  let messaging: Messaging;
  let keeper: EventKeeper;
  let jobs: JobStore;
  let readers: EventReader[] = [];
  beforeAll(async () => {
    vhost = driver === 'rabbitmq' ? await freshVhost() : null;
    const queueUrl = vhost?.url ?? 'postgres';
    api = await startApiUnderTest({
      QUEUE_URL: queueUrl,
      EVENT_STREAMS_MAX: '8',
      EVENT_STREAMS_PER_CLIENT: '6',
    });
    database = await Database.connect({
      url: api.databaseUrl,
      replicaUrls: [],
      poolSize: 8,
      maxReplicaLagMs: 0,
      primaryReadLimit: 8,
      applicationName: 'spec',
    });
    messaging = await openMessaging({ queueUrl, database, log });
    const { events } = messaging;
    keeper = new EventKeeper(database, {
      events,
      retentionSeconds: 3_600,
      retentionRows: 1_000_000,
      pollMs: 50,
    });
    await keeper.start();
    jobs = new JobStore(database, { events, log });
  });
  afterEach(async () => {
    for (const reader of readers) reader.cut();
    readers = [];
    await waitFor(async () => /event_streams\{[^}]*\} [1-9]/.test(await metrics()) === false, {
      what: 'all streams to be closed',
    });
  });
  afterAll(async () => {
    await keeper?.stop();
    await messaging?.close();
    await database?.close();
    await api?.stop();
    await vhost?.drop();
  });

  const metrics = async () => (await fetch(`${api.url}/metrics`)).text();
  const open = async (path: string, headers?: Record<string, string>, method?: string) => {
    const reader = await EventReader.open(`${api.url}${path}`, headers, method);
    readers.push(reader);
    return reader;
  };
  const submit = async () => {
    const answer = await fetch(`${api.url}/api/jobs`, {
      method: 'POST',
      body: JSON.stringify({ kind: 'query', params: { sql: 'SELECT 1' } }),
    });
    return ((await answer.json()) as { id: string }).id;
  };
  const claim = async (id: string, attempt = 1): Promise<Claim> => {
    const taken = await jobs.claim(id, attempt, 'w1');
    if (!taken) throw new Error('The job could not be claimed.');
    return taken;
  };
  const dataset = (name: string, init: RequestInit) => fetch(`${api.url}/api/datasets/me/${name}`, init);

  it('follow a job from its state to its end, with progress in between', async () => {
    const id = await submit();
    const stream = await open(`/api/jobs/${id}/events`);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
      'access-control-allow-origin': '*',
      'x-accel-buffering': 'no',
    });
    expect(userJobDetail.parse((await stream.until('state')).data)).toMatchObject({ id, state: 'queued' });
    const running = await claim(id);
    const started = await stream.until('job.started');
    expect(eventEnvelope.parse(started.data)).toMatchObject({
      type: 'job.started',
      data: { jobId: id, kind: 'query', state: 'running', attempt: 1, error: null },
    });
    await jobs.heartbeat(running, { fraction: 0.25 });
    await jobs.heartbeat(running, { fraction: 0.25 });
    await jobs.heartbeat(running, { fraction: 0.5 });
    const progress = await stream.until('job.progress', 2);
    expect(progress).toMatchObject({
      id: undefined,
      data: { data: { jobId: id, progress: { fraction: 0.5 } } },
    });
    await jobs.succeed(running, {});
    await stream.end();
    const logged = stream.names().filter((name) => name !== 'job.progress' && name !== 'job.created');
    expect(logged).toEqual(['state', 'job.started', 'job.succeeded']);
    expect(stream.asides).toContainEqual(expect.stringMatching(/^retry: 1\d{3}$/));
  });

  it('go on after a lost connection without a gap or a repetition', async () => {
    const id = await submit();
    const first = await open(`/api/jobs/${id}/events`);
    const running = await claim(id);
    await first.until('job.started');
    first.cut();
    await jobs.fail(running, { ...failure, retryable: true, retryAfterMs: 0 });
    const again = await claim(id, 2);
    const header = await open(`/api/jobs/${id}/events`, { 'Last-Event-ID': first.lastEventId });
    const parameter = await open(`/api/jobs/${id}/events?lastEventId=${first.lastEventId}`);
    await jobs.fail(again, failure);
    for (const stream of [header, parameter]) {
      await stream.end();
      const names = stream.names().filter((name) => name !== 'job.progress');
      expect(names).toEqual(['job.retried', 'job.started', 'job.failed']);
      expect(stream.events.at(-1)?.data.data.error).toEqual({ code: 'UnexpectedError', error: 'It broke.' });
    }
    // An EventSource comes back by itself after the end; 204 tells it to stay away.
    const after = await open(`/api/jobs/${id}/events`, { 'Last-Event-ID': header.lastEventId });
    expect(after.status).toBe(204);
  });

  it('of a job that has ended: its state, and the end', async () => {
    const id = await submit();
    await fetch(`${api.url}/api/jobs/${id}`, { method: 'DELETE' });
    const stream = await open(`/api/jobs/${id}/events`);
    await stream.end();
    expect(stream.events).toMatchObject([{ event: 'state', data: { state: 'cancelled' } }]);
    // What had no place in the log yet when the state was told comes then; after that there is nothing more.
    let last = stream;
    await waitFor(
      async () => {
        last = await open(`/api/jobs/${id}/events?lastEventId=${last.lastEventId}`);
        if (last.status === 204) return true;
        last.lastEventId ||= stream.lastEventId;
        await last.end();
        return false;
      },
      { what: 'nothing more to be told' },
    );
  });

  it('miss nothing and repeat nothing while many write and the connection is cut again and again', async () => {
    await dataset('busy', { method: 'PUT' });
    const writers = 4;
    const each = 25;
    const write = async (writer: number) => {
      for (let n = 0; n < each; n++) {
        await dataset('busy', { method: 'PATCH', body: JSON.stringify({ description: `${writer} ${n}` }) });
      }
    };
    const heard: string[] = [];
    let stream = await open('/api/events?dataset=me/busy');
    await stream.until('state');
    const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    const take = () => {
      for (const { event, id } of stream.events) if (event === 'dataset.changed' && id) heard.push(id);
    };
    for (let cut = 0; cut < 5; cut++) {
      await stream.until('dataset.changed', 3 + cut);
      stream.cut();
      take();
      stream = await open('/api/events?dataset=me/busy', { 'Last-Event-ID': stream.lastEventId });
    }
    await writing;
    const all = await waitFor(
      async () => {
        const rows = await api.query<{ id: string }>(
          `SELECT position::text AS id FROM event WHERE topic = 'dataset.changed' AND subject = 'me/busy' ORDER BY position`,
        );
        return rows.length === writers * each ? rows.map(({ id }) => id) : null;
      },
      { what: 'all changes to be logged' },
    );
    await waitFor(() => stream.lastEventId === all.at(-1), { what: 'the last change to be heard' });
    take();
    expect(heard).toEqual(all);
  });

  it('tell of a dataset, and end when it is gone or hidden', async () => {
    expect((await open('/api/events?dataset=me/nothing')).status).toBe(404);
    await dataset('cars', { method: 'PUT' });
    const stream = await open('/api/events?dataset=me/cars');
    expect((await stream.until('state')).data).toMatchObject({ dataset: { id: 'me/cars' }, revision: null });
    const form = new FormData();
    form.append('file', new Blob(['a\n1\n']), 'train.csv');
    await fetch(`${api.url}/api/datasets/me/cars/upload`, { method: 'POST', body: form });
    expect((await stream.until('dataset.committed')).data.data).toMatchObject({
      dataset: 'me/cars',
      number: 1,
    });
    await dataset('cars', { method: 'PATCH', body: JSON.stringify({ private: true }) });
    await stream.end();
    expect(stream.names().slice(-2)).toEqual(['dataset.served', 'dataset.changed']);
    const again = await open('/api/events?dataset=me/cars', { 'Last-Event-ID': stream.lastEventId });
    await dataset('cars', { method: 'DELETE' });
    await again.end();
    expect(again.names()).toEqual(['dataset.deleted']);
  });

  it('tell nothing of another dataset that had the name before', async () => {
    await dataset('reused', { method: 'PUT' });
    const before = await open('/api/events?dataset=me/reused');
    await before.until('state');
    before.cut();
    await dataset('reused', { method: 'DELETE' });
    await dataset('reused', { method: 'PUT' });
    await dataset('reused', { method: 'PATCH', body: JSON.stringify({ description: 'new' }) });
    const stream = await open('/api/events?dataset=me/reused', { 'Last-Event-ID': before.lastEventId });
    await stream.until('dataset.changed');
    expect(stream.names()).toEqual(['dataset.created', 'dataset.changed']);
    stream.cut();
  });

  it('tell of all jobs of an owner, but not of those of the house', async () => {
    const stream = await open('/api/events?jobs=mine');
    await stream.until('state');
    await database.write((tx) =>
      jobs.create(tx, { kind: 'split-parquet', pool: 'cpu', owner: 'anonymous', params: {} }),
    );
    const id = await submit();
    expect((await stream.until('job.created')).data.data.jobId).toBe(id);
    const later = await open('/api/events?jobs=mine');
    const { jobs: active } = (await later.until('state')).data;
    expect(active.map((job: { id: string }) => job.id)).toContain(id);
  });

  it('say so when the place to go on from is not known any more, and give the state', async () => {
    const id = await submit();
    const { rows } = await database.primary.query<{ position: string; pruned_to: string }>(
      'SELECT position, pruned_to FROM event_position',
    );
    await database.primary.query('UPDATE event_position SET pruned_to = position');
    const old = await open(`/api/jobs/${id}/events`, { 'Last-Event-ID': '0' });
    expect(resetEventData.parse((await old.until('reset')).data).lastEventId).toBe('0');
    expect((await old.until('state')).data.state).toBe('queued');
    const fromTheFuture = await open(`/api/jobs/${id}/events?lastEventId=999999999`);
    await fromTheFuture.until('reset');
    await fromTheFuture.until('state');
    await database.primary.query('UPDATE event_position SET pruned_to = $1', [rows[0]?.pruned_to]);
  });

  it('are refused for wrong parameters and unknown jobs', async () => {
    const codeOf = async (path: string, headers?: Record<string, string>) => {
      const { status, response } = await open(path, headers);
      return [status, response.headers['x-error-code']];
    };
    const id = await submit();
    expect(await codeOf(`/api/jobs/${id}/events?lastEventId=x`)).toEqual([422, 'InvalidParameter']);
    expect(await codeOf(`/api/jobs/${id}/events`, { 'Last-Event-ID': '-1' })).toEqual([
      422,
      'InvalidParameter',
    ]);
    expect(await codeOf('/api/events')).toEqual([422, 'InvalidParameter']);
    expect(await codeOf('/api/events?dataset=a/b&jobs=mine')).toEqual([422, 'InvalidParameter']);
    expect(await codeOf('/api/events?dataset=a')).toEqual([422, 'InvalidParameter']);
    expect(await codeOf('/api/jobs/00000000-0000-7000-8000-000000000000/events')).toEqual([
      404,
      'JobNotFound',
    ]);
  });

  it('are limited per client and per process, and free their place', async () => {
    const from = (client: string) => open('/api/events?jobs=mine', { 'X-Forwarded-For': client });
    const six = await Promise.all(Array.from({ length: 6 }, () => from('203.0.113.1')));
    const seventh = await from('203.0.113.1');
    expect([seventh.status, seventh.response.headers['x-error-code']]).toEqual([429, 'TooManyStreams']);
    expect(seventh.response.headers['retry-after']).toBe('5');
    expect((await from('203.0.113.2')).status).toBe(200);
    expect((await from('203.0.113.3')).status).toBe(200);
    const ninth = await from('203.0.113.4');
    expect([ninth.status, ninth.response.headers['x-error-code']]).toEqual([503, 'ServerBusy']);
    six[0]?.cut();
    await waitFor(async () => (await from('203.0.113.1')).status === 200, { what: 'a place to be free' });
  });

  it('cost a HEAD request nothing', async () => {
    const id = await submit();
    const head = await open(`/api/jobs/${id}/events`, {}, 'HEAD');
    expect([head.status, head.response.headers['content-type']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    await head.end();
  });

  it('cut a reader who does not read, and let it go on where it was', async () => {
    await dataset('flood', { method: 'PUT' });
    const slow = await open('/api/events?dataset=me/flood');
    await slow.until('state');
    slow.response.pause();
    const written = 3_000;
    // Long enough that the buffers of the sockets between do not take them all.
    await database.primary.query(
      `INSERT INTO event_inbox (topic, owner, subject, data)
       SELECT 'dataset.changed', 'me', 'me/flood', jsonb_build_object('n', n, 'changed', '[]'::jsonb,
         'dataset', repeat('x', 4000)) FROM generate_series(1, $1::int) AS n`,
      [written],
    );
    await waitFor(
      async () => /event_streams_cut_total\{[^}]*kind="dataset"[^}]*\} [1-9]/.test(await metrics()),
      {
        what: 'the slow reader to be cut',
      },
    );
    slow.response.resume();
    await slow.end();
    const heard = slow.events.filter(({ event }) => event === 'dataset.changed').length;
    expect(heard).toBeLessThan(written);
    const rest = await open('/api/events?dataset=me/flood', { 'Last-Event-ID': slow.lastEventId });
    await rest.until('dataset.changed', written - heard);
    const numbers = [...slow.events, ...rest.events].flatMap(({ data }) => data.data?.n ?? []);
    expect(numbers).toEqual(Array.from({ length: written }, (_, index) => index + 1));
  });
});

describe('event streams and webhooks with tokens', () => {
  const adminToken = 'an-administrator-token-of-the-tests-0123';
  let api: ApiUnderTest;
  let keeper: EventKeeper;
  let database: Database;
  let messaging: Messaging;
  const tokens: Record<string, { id: string; token: string }> = {};
  const headers = (who: string) => ({ authorization: `Bearer ${tokens[who]?.token ?? adminToken}` });
  const call = (method: string, path: string, who: string, body?: object) =>
    fetch(api.url + path, { method, headers: headers(who), body: body && JSON.stringify(body) });
  beforeAll(async () => {
    api = await startApiUnderTest({ AUTH_MODE: 'token', ADMIN_TOKEN: adminToken });
    database = await Database.connect({
      url: api.databaseUrl,
      replicaUrls: [],
      poolSize: 4,
      maxReplicaLagMs: 0,
      primaryReadLimit: 4,
      applicationName: 'spec',
    });
    messaging = await openMessaging({ queueUrl: 'postgres', database, log });
    const { events } = messaging;
    keeper = new EventKeeper(database, { events, retentionSeconds: 3_600, retentionRows: 1_000_000 });
    await keeper.start();
    for (const [name, owner] of Object.entries({ alice: 'alice', other: 'alice', bob: 'bob' })) {
      const body = { name, owner, scope: 'write' };
      tokens[name] = (await (await call('POST', '/api/tokens', 'admin', body)).json()) as {
        id: string;
        token: string;
      };
    }
    await call('PUT', '/api/datasets/alice/hidden', 'alice', { private: true });
  });
  afterAll(async () => {
    await keeper?.stop();
    await messaging?.close();
    await database?.close();
    await api?.stop();
  });
  const open = (path: string, who?: string) => EventReader.open(`${api.url}${path}`, who ? headers(who) : {});

  it('show a private dataset to its owner alone, and a job too', async () => {
    const { id } = (await (
      await call('POST', '/api/jobs', 'alice', { kind: 'query', params: { sql: 'SELECT 1' } })
    ).json()) as { id: string };
    for (const path of ['/api/events?dataset=alice/hidden', `/api/jobs/${id}/events`]) {
      const own = await open(path, 'alice');
      await own.until('state');
      expect(own.response.headers).toMatchObject({
        'cache-control': 'private, no-store',
        vary: 'Authorization',
      });
      own.cut();
      expect([path, (await open(path, 'bob')).status]).toEqual([path, 404]);
    }
    expect((await open('/api/events?dataset=alice/hidden')).status).toBe(404);
    expect((await open(`/api/jobs/${id}/events`)).status).toBe(401);
    expect((await open('/api/events?jobs=mine')).status).toBe(401);
    const bobs = await open('/api/events?jobs=mine', 'bob');
    expect((await bobs.until('state')).data.jobs).toEqual([]);
    bobs.cut();
    const hub = await open('/sse/hub-cache?all=true');
    await call('PATCH', '/api/datasets/alice/hidden', 'alice', { description: 'changed' });
    await call('PUT', '/api/datasets/alice/shown', 'alice', {});
    await call('DELETE', '/api/datasets/alice/shown', 'alice');
    await hub.until('message');
    expect(hub.events.map(({ data }) => data)).toEqual([{ dataset: 'alice/shown', hub_cache: null }]);
    hub.cut();
  });

  it('end when the token of their reader is revoked', async () => {
    const stream = await open('/api/events?dataset=alice/hidden', 'other');
    await stream.until('state');
    expect((await call('DELETE', `/api/tokens/${tokens.other?.id}`, 'admin')).status).toBe(204);
    await waitFor(() => stream.ended, { what: 'the stream to end', deadlineMs: 40_000 });
  });

  it('webhooks belong to owners', async () => {
    const body = { url: 'https://example.org', events: ['#'] };
    const { id } = (await (await call('POST', '/api/webhooks', 'alice', body)).json()) as { id: string };
    expect((await call('GET', `/api/webhooks/${id}`, 'alice')).status).toBe(200);
    expect((await call('GET', `/api/webhooks/${id}`, 'bob')).status).toBe(404);
    expect((await fetch(`${api.url}/api/webhooks`)).status).toBe(401);
  });
});

it('event streams end at once when the service shuts down', async () => {
  const api = await startApiUnderTest();
  const stream = await EventReader.open(`${api.url}/api/events?jobs=mine`);
  await stream.until('state');
  const closing = api.stop();
  await stream.end();
  await closing;
});
