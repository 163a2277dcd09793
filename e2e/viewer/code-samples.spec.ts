import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client } from '../house/client.js';
import { Rowhouse } from '../house/rowhouse.js';
import { vega } from '../house/vega.js';

const patient = 120_000;
const adminToken = 'an-administrator-token-of-the-samples-0123';

/**
 * Programs as people write them for the reference's server: a URL with its query spelled out, and a token in a header.
 * Only the address is another.
 */
describe('programs written for the dataset viewer', () => {
  let rowhouse: Rowhouse;
  const place = 'dataset=stanford%2Fmovies&config=default&split=train';

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({
      queue: 'postgres',
      env: { AUTH_MODE: 'token', ADMIN_TOKEN: adminToken },
    });
    const client = new Client(rowhouse.url, { authorization: `Bearer ${adminToken}` });
    const detail = await client.publish('stanford/movies', { 'train.json': await vega('movies.json') });
    expect(detail.state).toBe('ready');
  }, patient);
  afterAll(() => rowhouse?.stop(), patient);

  /** In JavaScript. */
  async function query(path: string): Promise<unknown> {
    const response = await fetch(`${rowhouse.url}${path}`, {
      headers: { Authorization: `Bearer ${adminToken}` },
      method: 'GET',
    });
    const result = await response.json();
    return result;
  }

  /** In a shell. */
  async function curl(path: string): Promise<unknown> {
    const header = `Authorization: Bearer ${adminToken}`;
    const { stdout } = await promisify(execFile)(
      'curl',
      ['-s', `${rowhouse.url}${path}`, '-X', 'GET', '-H', header],
      {
        maxBuffer: 50_000_000,
      },
    );
    return JSON.parse(stdout);
  }

  const samples: [string, object][] = [
    [`/rows?${place}&offset=150&length=10`, { num_rows_total: 3201, num_rows_per_page: 100, partial: false }],
    [`/search?${place}&query=love&offset=10&length=5`, { num_rows_per_page: 100, partial: false }],
    [
      `/filter?${place}&where=%22IMDB%20Rating%22%3E9&orderby=%22Title%22%20DESC&offset=0&length=2`,
      { num_rows_per_page: 100, partial: false },
    ],
    [`/statistics?${place}`, { num_examples: 3201, partial: false }],
    ['/parquet?dataset=stanford%2Fmovies', { pending: [], failed: [], partial: false }],
  ];

  it.each(samples)('GET %s', async (path, expected) => {
    const answer = await query(path);
    expect(answer).toMatchObject(expected);
    expect(await curl(path)).toEqual(answer);
    // The dataset is public: a program that has no token gets the same.
    expect((await rowhouse.client.get(path)).json).toEqual(answer);
  });

  it('a program that pages until it has all rows gets each of them once', async () => {
    const seen: number[] = [];
    for (let offset = 0; ; offset += 100) {
      const page = (await query(`/rows?${place}&offset=${offset}&length=100`)) as {
        rows: { row_idx: number }[];
        num_rows_total: number;
      };
      seen.push(...page.rows.map(({ row_idx }) => row_idx));
      if (offset + 100 >= page.num_rows_total) break;
    }
    expect(seen).toEqual(Array.from({ length: 3201 }, (_nothing, index) => index));
  });

  it('a program that fetches the Parquet files it is told of gets Parquet', async () => {
    const { parquet_files: files } = (await query('/parquet?dataset=stanford%2Fmovies')) as {
      parquet_files: { url: string; size: number }[];
    };
    for (const { url, size } of files) {
      const bytes = await (await fetch(url)).bytes();
      expect([bytes.length, Buffer.from(bytes.subarray(-4)).toString()]).toEqual([size, 'PAR1']);
    }
  });
});
