import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { waitFor } from '@rowhouse/testing';
import { Rowhouse } from './house/rowhouse.js';
import { vega } from './house/vega.js';

describe('bad input gets a clear error and takes nothing down', () => {
  let rowhouse: Rowhouse;
  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres', env: { UPLOAD_MAX_BYTES: '20000000' } });
  }, 120_000);
  afterAll(() => rowhouse?.stop());

  const firstRows = (dataset: string, split = 'train') =>
    rowhouse.client.get(`/first-rows?dataset=${dataset}&config=default&split=${split}`);

  it.each<[string, () => Promise<Record<string, Uint8Array | string>>, RegExp]>([
    ['ragged', async () => ({ 'a.csv': `a,b\n${'1,2\n'.repeat(50)}1,2,3\n1,2\n` }), /line 52/i],
    ['not-parquet', async () => ({ 'a.parquet': 'hello, world\n1,2\n' }), /parquet/i],
    [
      'truncated-parquet',
      async () => ({ 'a.parquet': (await vega('flights-3m.parquet')).subarray(0, 100_000) }),
      /a\.parquet/,
    ],
    [
      'truncated-gzip',
      async () => ({ 'a.csv.gz': gzipSync('a,b\n1,2\n'.repeat(9999)).subarray(0, -20) }),
      /gzip|ends/i,
    ],
    ['not-json', async () => ({ 'a.json': '[{"a":1},{"a":' }), /a\.json/],
    [
      'broken-utf8',
      async () => ({
        'a.csv': Buffer.concat([
          Buffer.from('a,b\n1,x\n2,'),
          Buffer.from([0xff, 0xfe, 0x41]),
          Buffer.from('\n'),
        ]),
      }),
      /utf-?8/i,
    ],
    ['html', async () => ({ 'a.csv.gz': '<html>not gzip</html>' }), /gz/i],
  ])('%s', async (name, files, reason) => {
    const detail = await rowhouse.client.publish(`bad/${name}`, await files());
    expect(detail.state).toBe('failed');
    const { status, json, headers } = await firstRows(`bad/${name}`);
    expect(status).toBe(500);
    expect(json.error).toMatch(reason);
    expect(json.error).toMatch(/'a\.[a-z.]+'/);
    expect(headers.get('x-error-code')).toBe(json.code);
    expect(headers.get('x-revision')).toBe(detail.revision);
    expect(JSON.stringify(json)).not.toMatch(/\/tmp\/|blobs\/|node_modules|at .*\.js/);
  });

  it('a bad split leaves the good one, and the revision before, served', async () => {
    const good = await rowhouse.client.publish('bad/mixed', {
      'train.csv': 'a\n1\n',
      'test.parquet': 'junk',
    });
    expect(good.state).toBe('ready');
    expect((await firstRows('bad/mixed')).status).toBe(200);
    expect((await firstRows('bad/mixed', 'test')).status).toBe(500);
    const worse = await rowhouse.client.publish('bad/kept', { 'train.csv': 'a\n1\n' });
    const broken = await rowhouse.client.publish('bad/kept', { 'train.csv': 'a,b\n1\n"' });
    expect(broken.state).toBe('failed');
    const still = await firstRows('bad/kept');
    expect([still.status, still.headers.get('x-revision')]).toEqual([200, worse.revision]);
  });

  it('refuses uploads that can not be stored, before anything is committed', async () => {
    const upload = (dataset: string, files: Record<string, string>) => rowhouse.client.upload(dataset, files);
    expect(await upload('bad/empty', { 'a.csv': '' })).toMatchObject({ status: 422 });
    expect(await upload('bad/--name', { 'a.csv': 'a\n' })).toMatchObject({
      status: 422,
      json: { code: 'InvalidName' },
    });
    expect(await upload('bad/paths', { '../../etc/passwd': 'a\n' })).toMatchObject({ status: 422 });
    const big = await upload('bad/big', { 'a.csv': 'x'.repeat(21_000_000) });
    expect(big).toMatchObject({ status: 413, json: { limit: 20_000_000 } });
    for (const dataset of ['bad/empty', 'bad/paths', 'bad/big']) {
      expect((await rowhouse.client.get(`/api/datasets/${dataset}`)).status).toBe(404);
    }
  });

  it('forgets an upload whose body stops half-way', async () => {
    const boundary = 'half';
    const before = await filesIn(rowhouse);
    const client = request(`${rowhouse.url}/api/datasets/bad/half/upload`, {
      method: 'POST',
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': '5000000' },
    });
    client.on('error', () => undefined);
    client.write(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${'a\n'.repeat(500_000)}`,
    );
    await waitFor(async () => (await filesIn(rowhouse)) > before, { what: 'the upload to have begun' });
    client.destroy();
    await waitFor(async () => (await filesIn(rowhouse)) === before, { what: 'the half upload to be gone' });
    expect((await rowhouse.client.get('/api/datasets/bad/half')).status).toBe(404);
  });
});

/** Everything that the blob store holds, finished or not. */
async function filesIn(rowhouse: Rowhouse): Promise<number> {
  const entries = await readdir(`${rowhouse.folder}/blobs`, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}
