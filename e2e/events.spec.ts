import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { waitFor } from '@rowhouse/testing';
import { EventSource } from 'eventsource';
import { Webhook } from 'standardwebhooks';
import { Rowhouse } from './house/rowhouse.js';

interface Heard {
  id: string;
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into events of every shape
  data: any;
}

const types = [
  ...['state', 'reset', 'message'],
  ...['job.created', 'job.started', 'job.progress', 'job.succeeded', 'job.failed'],
  ...[
    'dataset.committed',
    'dataset.step.succeeded',
    'dataset.processed',
    'dataset.served',
    'dataset.deleted',
  ],
];

describe.each(['rabbitmq', 'postgres'] as const)('events through the front door (%s)', (queue) => {
  let rowhouse: Rowhouse;
  let receiver: Server;
  let hookUrl: string;
  const requests: { headers: Record<string, string>; body: string }[] = [];
  const sources: EventSource[] = [];
  beforeAll(async () => {
    receiver = createServer(async (request, response) => {
      requests.push({ headers: request.headers as Record<string, string>, body: await text(request) });
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    rowhouse = await Rowhouse.start({ queue, env: { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1/32' } });
  }, 120_000);
  afterAll(async () => {
    for (const source of sources) source.close();
    receiver?.close();
    await rowhouse?.stop();
  }, 60_000);

  const follow = (path: string) => {
    const source = new EventSource(`${rowhouse.url}${path}`);
    const heard: Heard[] = [];
    for (const type of types) {
      source.addEventListener(type, (event) => {
        heard.push({ id: event.lastEventId, type, data: JSON.parse(event.data) });
      });
    }
    sources.push(source);
    const until = (type: string, matches: (event: Heard) => boolean = () => true) =>
      waitFor(() => heard.find((event) => event.type === type && matches(event)), {
        what: `${type}; heard: ${heard.map((event) => event.type).join(', ')}`,
        deadlineMs: 150_000,
      });
    return { source, heard, until };
  };
  const submit = async (sql: string) => {
    const body = JSON.stringify({ kind: 'query', params: { sql } });
    return (await rowhouse.client.request('/api/jobs', { method: 'POST', body })).json.id as string;
  };

  it('a dataset from its upload to the moment when readers see it', async () => {
    const hub = follow('/sse/hub-cache?all=true');
    await rowhouse.client.request('/api/datasets/me/cars', { method: 'PUT' });
    const stream = follow('/api/events?dataset=me/cars');
    await stream.until('state');
    await rowhouse.client.publish('me/cars', { 'train.csv': 'name,age\nann,1\nbob,2\n' });
    expect((await stream.until('dataset.processed')).data.data).toMatchObject({ state: 'ready', number: 1 });
    const steps = stream.heard.filter(({ type }) => type === 'dataset.step.succeeded');
    const { json: detail } = await rowhouse.client.get(
      `/api/datasets/me/cars/revisions/${steps[0]?.data.data.revision}`,
    );
    expect(steps).toHaveLength(detail.steps.length);
    const ids = stream.heard.filter(({ type }) => type !== 'job.progress').map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    const summary = {
      preview: true,
      viewer: true,
      partial: false,
      num_rows: 2,
      libraries: ['datasets', 'pandas', 'polars', 'dask', 'duckdb', 'mlcroissant'],
      formats: ['csv'],
      modalities: ['text'],
    };
    const { data } = await hub.until('message', (event) => event.data.hub_cache !== null);
    expect(data).toEqual({ dataset: 'me/cars', hub_cache: summary });
    const direct = await rowhouse.client.get('/hub-cache?dataset=me/cars');
    expect([direct.json, direct.headers.get('x-revision')]).toEqual([summary, detail.revision]);
    expect((await rowhouse.client.get('/hub-cache')).json.error).toBe("Parameter 'dataset' is required");
    const all = follow('/sse/hub-cache?all=true');
    expect((await all.until('message')).data).toEqual({ dataset: 'me/cars', hub_cache: summary });
    await rowhouse.client.request('/api/datasets/me/cars', {
      method: 'PATCH',
      body: JSON.stringify({ private: true }),
    });
    const gone = await hub.until('message', (event) => event.data.hub_cache === null);
    expect(gone.data).toEqual({ dataset: 'me/cars', hub_cache: null });
  }, 120_000);

  it('go on by themselves after the api has died, and miss nothing', async () => {
    const stream = follow('/api/events?jobs=mine');
    await stream.until('state');
    const first = await submit('SELECT 1');
    await stream.until('job.succeeded', ({ data }) => data.data.jobId === first);
    await rowhouse.services.api.kill();
    rowhouse.services.api.start();
    await rowhouse.answers();
    const second = await submit('SELECT 2');
    await stream.until('job.succeeded', ({ data }) => data.data.jobId === second);
    const told = (id: string) =>
      stream.heard.filter(({ type, data }) => type !== 'job.progress' && data.data?.jobId === id);
    for (const id of [first, second]) {
      expect(told(id).map(({ type }) => type)).toEqual(['job.created', 'job.started', 'job.succeeded']);
    }
    expect(stream.heard.map(({ type }) => type)).not.toContain('reset');
  }, 120_000);

  it('of a job end with it, and its EventSource stays away', async () => {
    const id = await submit('SELECT count(*) FROM range(1000000)');
    const stream = follow(`/api/jobs/${id}/events`);
    await waitFor(() => stream.source.readyState === EventSource.CLOSED, {
      what: 'the EventSource to close for good',
      deadlineMs: 150_000,
    });
    const last = stream.heard.filter(({ type }) => type !== 'job.progress').at(-1);
    const state = last?.type === 'state' ? last.data.state : last?.data.data.state;
    expect(state).toBe('succeeded');
  }, 120_000);

  it('reach a webhook although the admin is killed on the way', async () => {
    const created = await rowhouse.client.request('/api/webhooks', {
      method: 'POST',
      body: JSON.stringify({ url: hookUrl, events: ['job.*'] }),
    });
    expect(created.status).toBe(201);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await submit(`SELECT ${n}`));
    await waitFor(() => requests.length > 0, { what: 'a first delivery', deadlineMs: 150_000 });
    await rowhouse.services.admin.kill();
    rowhouse.services.admin.start();
    const succeeded = () =>
      requests
        .map(({ body }) => JSON.parse(body))
        .filter(({ type }) => type === 'job.succeeded')
        .map(({ data }) => data.jobId);
    await waitFor(() => ids.every((id) => succeeded().includes(id)), {
      what: 'all jobs to be told of',
      deadlineMs: 150_000,
    });
    for (const { headers, body } of requests) new Webhook(created.json.secret).verify(body, headers);
    const byMessage = new Map(requests.map(({ headers, body }) => [headers['webhook-id'], body]));
    expect(byMessage.size).toBe(ids.length * 3);
    const { json } = await rowhouse.client.get(`/api/webhooks/${created.json.id}/deliveries`);
    expect(json).toHaveLength(ids.length * 3);
  }, 120_000);
});
