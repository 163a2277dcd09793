import { jest } from '@jest/globals';
import { createdWebhook, webhookDelivery, webhookItem } from '@rowhouse/contract';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

const unknown = '00000000-0000-4000-8000-000000000000';

describe('/api/webhooks', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest();
  });
  afterAll(() => api?.stop());

  const send = async (method: string, path = '', body?: unknown) => {
    const response = await fetch(`${api.url}/api/webhooks${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
    const json: any = text ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, json };
  };
  const make = async (body: object = {}) => {
    const { status, json, headers } = await send('POST', '', {
      url: 'https://example.org/hook',
      events: ['dataset.*', 'job.succeeded'],
      ...body,
    });
    expect([status, headers.get('location')]).toEqual([201, `/api/webhooks/${json.id}`]);
    return createdWebhook.parse(json);
  };

  it('makes, lists, changes and deletes them, and shows the secret once', async () => {
    const { secret, ...made } = await make({ dataset: 'me/cars' });
    expect(secret).toMatch(/^whsec_/);
    expect(made).toMatchObject({ active: true, dataset: 'me/cars', failingSince: null });
    const list = await send('GET');
    expect(webhookItem.strict().parse(list.json[0])).toEqual(made);
    expect(webhookItem.strict().parse((await send('GET', `/${made.id}`)).json)).toEqual(made);
    const off = await send('PATCH', `/${made.id}`, { active: false, events: ['#'], dataset: null });
    expect(off.json).toMatchObject({
      active: false,
      inactiveReason: 'It was switched off.',
      events: ['#'],
      dataset: null,
      url: made.url,
    });
    const on = await send('PATCH', `/${made.id}`, { active: true });
    expect(on.json).toMatchObject({ active: true, inactiveReason: null });
    expect((await send('DELETE', `/${made.id}`)).status).toBe(204);
    expect((await send('GET', `/${made.id}`)).json.code).toBe('WebhookNotFound');
  });

  it.each([
    [{ url: undefined }, /'url'/],
    [{ url: 'ftp://example.org' }, /http or https/],
    [{ url: 'https://me:secret@example.org' }, /without user/],
    [{ url: 'nowhere' }, /http or https/],
    [{ events: [] }, /at least one/],
    [{ events: ['metrics.*'] }, /event pattern/],
    [{ events: 'job.*' }, /list of event patterns/],
    [{ dataset: 'cars' }, /namespace\/name/],
    [{ secret: 'mine' }, /secret/],
  ])('refuses %j', async (change, reason) => {
    const { status, json } = await send('POST', '', { url: 'https://example.org', events: ['#'], ...change });
    expect([status, json.code]).toEqual([400, 'InvalidBody']);
    expect(json.error).toMatch(reason);
  });

  it('shows what became of deliveries, page by page, and sends one again', async () => {
    const { id } = await make();
    await api.query(
      `INSERT INTO webhook_delivery (webhook_id, position, topic, body, state, attempt, next_at, finished_at, attempts)
       SELECT $1, n, 'dataset.changed', '{}', CASE WHEN n < 4 THEN 'failed' ELSE 'pending' END, 3,
         CASE WHEN n >= 4 THEN now() END, CASE WHEN n < 4 THEN now() END,
         '[{"at": "2030-01-01T00:00:00.000Z", "status": 500, "durationMs": 12, "error": "answered 500"}]'
       FROM generate_series(1, 5) AS n`,
      [id],
    );
    const first = await send('GET', `/${id}/deliveries?limit=2`);
    expect(first.json.map((each: object) => webhookDelivery.strict().parse(each).eventId)).toEqual([
      '5',
      '4',
    ]);
    const next = /<([^>]*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const rest = (await (await fetch(next)).json()) as { eventId: string }[];
    expect(rest.map(({ eventId }) => eventId)).toEqual(['3', '2']);
    const failed = await send('GET', `/${id}/deliveries?state=failed`);
    expect(failed.json).toHaveLength(3);
    expect(failed.headers.get('link')).toBeNull();
    const again = await send('POST', `/${id}/deliveries/${failed.json[0].id}/redeliver`);
    expect(again.status).toBe(202);
    expect(again.json).toMatchObject({ state: 'pending', attempt: 0, finishedAt: null, eventId: '3' });
  });

  it('knows only those of the client', async () => {
    const { id } = await make();
    await api.query(`UPDATE webhook SET owner = 'somebody' WHERE id = $1`, [id]);
    for (const [method, path, body] of [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`, { active: false }],
      ['DELETE', `/${id}`],
      ['GET', `/${id}/deliveries`],
      ['POST', `/${id}/deliveries/1/redeliver`],
      ['GET', `/${unknown}`],
      ['DELETE', '/not-an-id'],
    ] as const) {
      expect([method, path, (await send(method, path, body)).json.code]).toEqual([
        method,
        path,
        'WebhookNotFound',
      ]);
    }
    const { id: own } = await make();
    expect((await send('POST', `/${own}/deliveries/1/redeliver`)).json.code).toBe('DeliveryNotFound');
    expect((await send('POST', `/${own}/deliveries/x/redeliver`)).json.code).toBe('DeliveryNotFound');
    expect((await send('GET', `/${own}/deliveries?state=lost`)).json.code).toBe('InvalidParameter');
    expect((await send('GET', `/${own}/deliveries?cursor=x`)).json.code).toBe('InvalidParameter');
  });
});
