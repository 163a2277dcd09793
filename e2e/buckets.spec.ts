import { gcsServer, s3Server } from '@rowhouse/storage/conformance';
import { waitFor } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';

/** A bucket of some store, and how a house is told of it. */
interface Bucket {
  env: Record<string, string>;
  names(): string[];
  stop(): Promise<void>;
}

const stores: Record<string, () => Promise<Bucket>> = {
  S3: async () => {
    const { bucket, endpoint, env, keys, stop } = await s3Server();
    return { env: { BLOB_URL: `s3://${bucket}/house`, S3_ENDPOINT: endpoint, ...env }, names: keys, stop };
  },
  'Google Cloud Storage': async () => {
    const { bucket, emulator, names, stop } = await gcsServer({ askForToken: false });
    return { env: { BLOB_URL: `gs://${bucket}/house`, ...emulator }, names, stop };
  },
};

describe.each(Object.entries(stores))('a house whose files are in a bucket of %s', (_name, open) => {
  let bucket: Bucket;
  let rowhouse: Rowhouse;

  beforeAll(async () => {
    bucket = await open();
    rowhouse = await Rowhouse.start({ queue: 'postgres', env: bucket.env });
  }, 90_000);
  afterAll(async () => {
    await rowhouse?.stop();
    await bucket?.stop();
  });

  it('takes an upload, shows its rows, finds its words, gives its file back, and deletes it', async () => {
    const { client } = rowhouse;
    const csv = `id,text\n${Array.from({ length: 300 }, (_, id) => `${id},word${id} common`).join('\n')}\n`;
    const revision = await client.publish('me/in-bucket', { 'data.csv': csv });
    expect(revision.state).toBe('ready');
    expect(bucket.names().every((key) => key.startsWith('house/datasets/'))).toBe(true);

    const place = 'dataset=me/in-bucket&config=default&split=train';
    const rows = await client.get(`/rows?${place}&offset=250&length=2`);
    expect(rows.json.rows.map(({ row }: { row: object }) => row)).toEqual([
      { id: 250, text: 'word250 common' },
      { id: 251, text: 'word251 common' },
    ]);
    const found = await client.get(`/search?${place}&query=word77`);
    expect(found.json.rows.map(({ row }: { row: { id: number } }) => row.id)).toEqual([77]);
    const filtered = await client.get(`/filter?${place}&where=${encodeURIComponent('"id">297')}`);
    expect(filtered.json.num_rows_total).toBe(2);
    const original = await client.get('/datasets/me/in-bucket/resolve/main/data.csv', { range: 'bytes=0-6' });
    expect([original.status, original.text]).toEqual([206, 'id,text']);

    const deleted = await client.request('/api/datasets/me/in-bucket', { method: 'DELETE' });
    expect(deleted.status).toBeLessThan(300);
    await waitFor(() => bucket.names().length === 0, { what: 'the bucket to be empty', deadlineMs: 90_000 });
  }, 120_000);
});
