import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { uploadAnswer } from '@rowhouse/contract';
import { waitFor } from '@rowhouse/testing';
import { type ApiUnderTest, startApiUnderTest } from '../../test/api-under-test.js';

jest.setTimeout(60_000);

// From vega-datasets: a real file that no one here wrote.
const cars = readFileSync(new URL('../../../../node_modules/vega-datasets/data/cars.json', import.meta.url));

describe('upload', () => {
  let api: ApiUnderTest;
  beforeAll(async () => {
    api = await startApiUnderTest({ UPLOAD_MAX_BYTES: '2000000' });
  });
  afterAll(() => api?.stop());

  const send = (
    dataset: string,
    body: RequestInit['body'],
    headers: Record<string, string> = {},
    query = '',
  ) => fetch(`${api.url}/api/datasets/${dataset}/upload${query}`, { method: 'POST', body, headers });

  const download = async (dataset: string, path: string) =>
    Buffer.from(await (await fetch(`${api.url}/datasets/${dataset}/resolve/main/${path}`)).arrayBuffer());

  /** Expects an error and that nothing of the upload is left. */
  async function refused(answer: Response, status: number, code: string, message: string | RegExp) {
    const body = (await answer.json()) as { error: string; code: string; actual?: number };
    expect([answer.status, body.code]).toEqual([status, code]);
    expect(answer.headers.get('x-error-code')).toBe(code);
    expect(body.error).toMatch(message);
    return body;
  }

  describe('takes', () => {
    it('a form with several files, folders and names of all kinds', async () => {
      const form = new FormData();
      form.append('file', new Blob([cars]), 'train.json');
      form.append('anything', new Blob(['a,b\n1,2\n']), 'en/test.csv');
      form.append('path', 'de/über uns.csv');
      form.append('file', new Blob(['a,b\n3,4\n']), 'ignored.csv');
      const response = await send('me/cars', form);
      expect(response.status).toBe(202);
      const answer = uploadAnswer.parse(await response.json());
      expect(answer.dataset).toBe('me/cars');
      expect(answer.files).toEqual([
        { path: 'train.json', size: cars.length, sha256: createHash('sha256').update(cars).digest('hex') },
        expect.objectContaining({ path: 'en/test.csv', size: 8 }),
        expect.objectContaining({ path: 'de/über uns.csv', size: 8 }),
      ]);
      expect(answer.url).toBe(`/api/datasets/me/cars/revisions/${answer.revision}`);
      expect(response.headers.get('location')).toBe(answer.url);
      expect(response.headers.get('x-consistency-token')).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await download('me/cars', 'train.json')).toEqual(cars);
      expect(`${await download('me/cars', encodeURI('de/über uns.csv'))}`).toBe('a,b\n3,4\n');
    });

    it('the file itself as the body, of any content type', async () => {
      for (const type of [
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded',
        'strange/one',
      ]) {
        const path = `${type.replace('/', '-')}.json`;
        const response = await send('me/raw', cars, { 'content-type': type }, `?path=${path}`);
        expect(response.status).toBe(202);
        expect(await download('me/raw', path)).toEqual(cars);
      }
      const named = await send('me/raw', 'a\n1\n', {
        'content-disposition': 'attachment; filename="named.csv"',
      });
      expect(uploadAnswer.parse(await named.json()).files[0]?.path).toBe('named.csv');
    });

    it('a compressed body, and compressed files as they are', async () => {
      const gzipped = gzipSync(cars);
      expect((await send('me/gz', gzipped, { 'content-encoding': 'gzip' }, '?path=a.json')).status).toBe(202);
      expect(await download('me/gz', 'a.json')).toEqual(cars);
      const zstd = zstdCompressSync(cars);
      expect((await send('me/gz', zstd, { 'content-encoding': 'zstd' }, '?path=b.json')).status).toBe(202);
      expect(await download('me/gz', 'b.json')).toEqual(cars);
      expect((await send('me/gz', gzipped, {}, '?path=c.json.gz')).status).toBe(202);
      expect(await download('me/gz', 'c.json.gz')).toEqual(gzipped);
    });

    it('a compressed form', async () => {
      const boundary = 'frontier';
      const part = `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na\n1\n\r\n--${boundary}--\r\n`;
      const type = `multipart/form-data; boundary=${boundary}`;
      const response = await send('me/gzform', gzipSync(part), {
        'content-type': type,
        'content-encoding': 'gzip',
      });
      expect(response.status).toBe(202);
      expect(`${await download('me/gzform', 'a.csv')}`).toBe('a\n1\n');
    });

    it('files on top of those before, or instead of them', async () => {
      const files = async () => {
        const rows = await api.query<{ path: string }>(
          `SELECT f.path FROM revision_file f JOIN dataset d ON d.id = f.dataset_id AND d.head_revision = f.revision
           WHERE d.name = 'layers' ORDER BY f.path`,
        );
        return rows.map(({ path }) => path);
      };
      await send('me/layers', 'a\n1\n', {}, '?path=train.csv');
      await send('me/layers', 'a\n2\n', {}, '?path=test.csv');
      expect(await files()).toEqual(['test.csv', 'train.csv']);
      await send('me/layers', 'a\n3\n', {}, '?path=train.csv');
      expect(await files()).toEqual(['test.csv', 'train.csv']);
      expect(`${await download('me/layers', 'train.csv')}`).toBe('a\n3\n');
      await send('me/layers', 'a\n4\n', {}, '?path=only.csv&replace=true');
      expect(await files()).toEqual(['only.csv']);
    });

    it('several uploads to the same dataset at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          send('me/crowd', `a\n${index}\n`, {}, `?path=part-${index}.csv`),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
      const [row] = await api.query<{ files: number }>(
        `SELECT count(*)::int AS files FROM revision_file f
         JOIN dataset d ON d.id = f.dataset_id AND d.head_revision = f.revision WHERE d.name = 'crowd'`,
      );
      expect(row?.files).toBe(8);
    });
  });

  describe('refuses, and leaves nothing behind:', () => {
    let before: string[];
    beforeEach(() => {
      before = api.blobs();
    });
    // A client that has left is told nothing, so the tidying may still be going on.
    afterEach(() =>
      waitFor(
        async () => {
          expect(api.blobs()).toEqual(before);
          expect(await api.query(`SELECT * FROM dataset WHERE namespace = 'bad'`)).toEqual([]);
          return true;
        },
        { what: 'everything of the upload to go' },
      ),
    );

    it('names that are not valid', async () => {
      for (const dataset of [
        'bad/a--b',
        'bad/..a',
        '-bad/x',
        `bad/${'x'.repeat(97)}`,
        'bad/a%20b',
        'bad/%C3%BC',
      ]) {
        await refused(
          await send(dataset, 'a\n1\n', {}, '?path=a.csv'),
          422,
          'InvalidName',
          /is not valid: use 1 to 96/,
        );
      }
    });

    it('paths that lead elsewhere', async () => {
      for (const path of ['../x.csv', '/etc/x.csv', 'a//b.csv', 'a%01b']) {
        await refused(
          await send('bad/paths', 'a\n1\n', {}, `?path=${path}`),
          422,
          'InvalidFilePath',
          /can't be stored/,
        );
      }
      const form = new FormData();
      form.append('f', new Blob(['a\n1\n']), 'good.csv');
      form.append('f', new Blob(['a\n1\n']), '../evil.csv');
      await refused(await send('bad/paths', form), 422, 'InvalidFilePath', /'\.\.'/);
    });

    it('two files of one name', async () => {
      const form = new FormData();
      for (const content of ['a\n1\n', 'a\n2\n']) form.append('f', new Blob([content]), 'same.csv');
      await refused(await send('bad/twice', form), 422, 'InvalidFilePath', /two files of this name/);
    });

    it('nothing at all', async () => {
      const form = new FormData();
      form.append('text', 'no file');
      await refused(await send('bad/none', form), 422, 'NoFilesUploaded', /holds no file/);
      const bare = await fetch(`${api.url}/api/datasets/bad/none/upload`, { method: 'POST' });
      await refused(bare, 422, 'NoFilesUploaded', /holds no file/);
      await refused(
        await send('bad/none', 'a\n1\n'),
        422,
        'MissingRequiredParameter',
        "Parameter 'path' is required",
      );
    });

    it('empty files', async () => {
      const body = await refused(
        await send('bad/empty', '', {}, '?path=a.csv'),
        422,
        'EmptyFile',
        /'a.csv' is empty/,
      );
      expect(body).toMatchObject({ path: 'a.csv', actual: 0 });
      const form = new FormData();
      form.append('f', new Blob(['a\n1\n']), 'good.csv');
      form.append('f', new Blob([]), 'empty.csv');
      await refused(await send('bad/empty', form), 422, 'EmptyFile', /'empty.csv' is empty/);
    });

    it('more bytes than allowed, told beforehand, found on the way, over several files or unpacked', async () => {
      const limit = 2_000_000;
      const big = randomBytes(limit + 1);
      const told = await refused(
        await send('bad/big', big, {}, '?path=a.bin'),
        413,
        'PayloadTooLarge',
        /limit is 2000000/,
      );
      expect(told).toMatchObject({ limit, actual: limit + 1 });
      const untold = new Blob([big]).stream();
      const streamed = await fetch(`${api.url}/api/datasets/bad/big/upload?path=a.bin`, {
        method: 'POST',
        body: untold,
        duplex: 'half',
      } as RequestInit);
      const found = await refused(streamed, 413, 'PayloadTooLarge', /limit is 2000000/);
      expect(found.actual).toBeGreaterThan(limit);
      const form = new FormData();
      form.append('f', new Blob([big.subarray(0, 1_500_000)]), 'a.bin');
      form.append('f', new Blob([big.subarray(0, 1_000_000)]), 'b.bin');
      const several = await refused(await send('bad/big', form), 413, 'PayloadTooLarge', /limit is 2000000/);
      expect(several.actual).toBeGreaterThan(limit);
      const bomb = gzipSync(Buffer.alloc(50_000_000));
      const unpacked = await send('bad/big', bomb, { 'content-encoding': 'gzip' }, '?path=a.bin');
      await refused(unpacked, 413, 'PayloadTooLarge', /limit is 2000000/);
    });

    it('bodies that are not compressed as they say', async () => {
      const gzip = { 'content-encoding': 'gzip' };
      const plain = await send('bad/gzip', 'not gzip at all', gzip, '?path=a.csv');
      await refused(plain, 400, 'InvalidBody', /not compressed as its Content-Encoding says/);
      const whole = gzipSync(randomBytes(200_000));
      const truncated = await send('bad/gzip', whole.subarray(0, 100_000), gzip, '?path=a.csv');
      await refused(truncated, 400, 'UploadIncomplete', /ended before/);
      // So short that it fails before anybody reads what comes out.
      for (const length of [1, 10, 15, 20, 27]) {
        const short = gzipSync('a,b\n1,2\n').subarray(0, length);
        await refused(await send('bad/gzip', short, gzip, '?path=a.csv'), 400, 'UploadIncomplete', /ended/);
      }
      const damaged = Buffer.from(whole);
      damaged.fill(0, 150_000, 150_100);
      await refused(
        await send('bad/gzip', damaged, gzip, '?path=a.csv'),
        400,
        'InvalidBody',
        /not compressed/,
      );
      const unknown = await send('bad/gzip', 'x', { 'content-encoding': 'lzma' }, '?path=a.csv');
      await refused(unknown, 415, 'UnsupportedMediaType', /'lzma' is not supported; use gzip/);
    });

    it('forms that are broken', async () => {
      await refused(
        await send('bad/form', 'x', { 'content-type': 'multipart/form-data' }),
        400,
        'InvalidBody',
        /boundary/,
      );
      const type = { 'content-type': 'multipart/form-data; boundary=b' };
      const start = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na,b\r\n';
      await refused(await send('bad/form', start, type), 400, 'UploadIncomplete', /nothing was stored/);
      const second = `${start}--b\r\nContent-Disposition: form-data; name="f"; filename="b.csv"\r\n\r\n1,2`;
      await refused(await send('bad/form', second, type), 400, 'UploadIncomplete', /nothing was stored/);
      await refused(
        await send('bad/form', 'no boundary here', type),
        400,
        'UploadIncomplete',
        /nothing was stored/,
      );
      const nameless =
        '--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--\r\n';
      await refused(await send('bad/form', nameless, type), 422, 'InvalidFilePath', /it is empty/);
    });

    it.each([
      ['a raw body', 'content-type: text/csv', 'a,b\r\n1,2'],
      [
        'a form',
        'content-type: multipart/form-data; boundary=b',
        '--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na,b\r\n1,2',
      ],
    ])('%s whose client leaves half-way', async (_kind, header, start) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      socket.write(
        `POST /api/datasets/bad/gone/upload?path=a.csv HTTP/1.1\r\nHost: x\r\n${header}\r\nContent-Length: 100000\r\n\r\n${start}`,
      );
      await waitFor(() => api.blobs().some((key) => key.startsWith('.incoming/')), {
        what: 'the upload to begin',
      });
      socket.destroy();
    });

    it('a body that ends before its announced length', async () => {
      const socket = connect({ port: Number(new URL(api.url).port), host: '127.0.0.1', allowHalfOpen: true });
      socket.end(
        'POST /api/datasets/bad/short/upload?path=a.csv HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na,b\n',
      );
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    });

    it('what the database does not take', async () => {
      await api.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.message = 'refuse me' THEN RAISE 'no'; END IF; RETURN NEW; END $$`);
      await api.query(
        'CREATE TRIGGER refuse BEFORE INSERT ON revision FOR EACH ROW EXECUTE FUNCTION refuse()',
      );
      const answer = await send('bad/commit', 'a\n1\n', {}, '?path=a.csv&message=refuse%20me');
      const body = await refused(answer, 500, 'UnexpectedApiError', /^Unexpected error\.$/);
      expect(Object.keys(body).sort()).toEqual(['code', 'error']);
    });

    it('parameters that are not valid', async () => {
      const answer = await send('bad/query', 'a\n1\n', {}, '?path=a.csv&replace=maybe');
      await refused(answer, 422, 'InvalidParameter', "Parameter 'replace' must be 'true' or 'false'");
      const twice = await send('bad/query', 'a\n1\n', {}, '?path=a.csv&path=b.csv');
      await refused(twice, 422, 'InvalidParameter', "Parameter 'path' must be given once");
    });
  });

  it('keeps the connection usable after a refusal', async () => {
    for (let round = 0; round < 5; round++) {
      await refused(await send('bad/a--b', randomBytes(500_000), {}, '?path=a.csv'), 422, 'InvalidName', /./);
      expect((await fetch(`${api.url}/healthcheck`)).status).toBe(200);
    }
  });

  it('keeps an existing dataset when an upload to it fails', async () => {
    expect((await send('me/kept', 'a\n1\n', {}, '?path=a.csv')).status).toBe(202);
    await refused(await send('me/kept', '', {}, '?path=b.csv'), 422, 'EmptyFile', /./);
    expect(`${await download('me/kept', 'a.csv')}`).toBe('a\n1\n');
  });
});
