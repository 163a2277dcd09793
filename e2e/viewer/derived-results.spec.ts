import { createHash } from 'node:crypto';
import { Rowhouse } from '../house/rowhouse.js';

const patient = 120_000;
type Node = Record<string, unknown>;

describe('what is found in a dataset', () => {
  let rowhouse: Rowhouse;
  let revision: string;
  const get = (path: string) => rowhouse.client.get(path);

  beforeAll(async () => {
    rowhouse = await Rowhouse.start({ queue: 'postgres' });
    await rowhouse.client.request('/api/datasets/me/people', {
      method: 'PUT',
      body: JSON.stringify({ description: 'Made-up people.' }),
    });
    const url = (n: number) => `https://example.org/${n}.png`;
    const detail = await rowhouse.client.publish('me/people', {
      'en/train.csv':
        'id,note,photo,split\n' +
        `1,mail jane.doe@example.org,${url(1)},a\n` +
        `2,call +44 20 7946 0958,${url(2)},b\n` +
        `3,pays with 4111 1111 1111 1111 or DE89 3704 0044 0532 0130 00,${url(3)},c\n` +
        `4,nothing,${url(4)},d\n`,
      'en/test.csv': `id,note,photo,split\n5,x@example.org y@example.org,${url(5)},e\n`,
      'one/train.jsonl': '{"tags":["a","b"],"who":{"born":"2020-01-31","height in cm":170}}\n',
    });
    expect(detail.state).toBe('ready');
    revision = detail.revision;
  }, patient);
  afterAll(() => rowhouse?.stop(), patient);

  it('/presidio-entities counts rows and shows no value', async () => {
    const { json, text } = await get('/presidio-entities?dataset=me/people');
    expect(json).toMatchObject({
      scanned_columns: ['note', 'photo', 'split', 'tags'],
      num_rows_with_person_entities: 0,
      num_rows_with_phone_number_entities: 1,
      num_rows_with_email_address_entities: 2,
      num_rows_with_sensitive_pii: 1,
      num_scanned_rows: 6,
      has_scanned_columns: true,
      full_scan: true,
      num_rows_with_entities: { URL: 5, IBAN_CODE: 1, CREDIT_CARD: 1 },
    });
    expect(json.not_scanned_entities).toContain('PERSON');
    expect(json.samples).toContainEqual({
      text: 'ja**.***@*******.***',
      type: 'EMAIL_ADDRESS',
      config: 'en',
      split: 'train',
      row_idx: 0,
      column_name: 'note',
    });
    expect(text).not.toMatch(/jane|example\.org|4111|7946|3704/);
  });

  it('/opt-in-out-urls counts URLs, and says that nobody was asked', async () => {
    const of = async (query: string) => (await get(`/opt-in-out-urls?dataset=me/people${query}`)).json;
    const counts = { num_opt_in_urls: 0, num_opt_out_urls: 0, full_scan: true, opt_out_registry: null };
    const photos = { ...counts, urls_columns: ['photo'], has_urls_columns: true };
    expect(await of('')).toEqual({ ...photos, num_scanned_rows: 6, num_urls: 5 });
    expect(await of('&config=en')).toEqual({ ...photos, num_scanned_rows: 5, num_urls: 5 });
    expect(await of('&config=en&split=test')).toEqual({ ...photos, num_scanned_rows: 1, num_urls: 1 });
    expect(await of('&config=one')).toEqual({
      ...counts,
      urls_columns: [],
      has_urls_columns: false,
      num_scanned_rows: 1,
      num_urls: 0,
    });
  });

  it('/compatible-libraries has code whose files can be fetched from here', async () => {
    const { json } = await get('/compatible-libraries?dataset=me/people');
    expect(json.formats).toEqual(['csv', 'json']);
    for (const { library, language, loading_codes } of json.libraries) {
      expect(language).toBe('python');
      const configs = loading_codes.map(({ config_name }: { config_name: string }) => config_name);
      expect([library, configs]).toEqual([library, library === 'mlcroissant' ? ['one'] : ['en', 'one']]);
    }
    const pandas = json.libraries.find(({ library }: { library: string }) => library === 'pandas');
    const [{ code, arguments: given }] = pandas.loading_codes;
    const folder = JSON.parse(/folder = (".*")/.exec(code)?.[1] ?? '""');
    expect(folder.startsWith(`${rowhouse.url}/`)).toBe(true);
    const file = await fetch(`${folder}${given.splits.train}`);
    expect([file.status, (await file.text()).slice(0, 4)]).toEqual([200, 'PAR1']);
  });

  it('/croissant is a whole document: every id once, every reference known, every file as described', async () => {
    const { status, json, headers } = await get('/api/datasets/me/people/croissant');
    expect([status, headers.get('x-revision')]).toEqual([200, revision]);
    for (const required of [
      '@context',
      'license',
      'url',
      'creator',
      'datePublished',
      'distribution',
      'recordSet',
    ])
      expect([required, json[required]]).toEqual([required, expect.anything()]);
    expect(json).toMatchObject({
      '@type': 'sc:Dataset',
      conformsTo: 'http://mlcommons.org/croissant/1.1',
      name: 'people',
      description: 'Made-up people.',
      version: '1.0.0',
    });
    const ids: string[] = [];
    const references: string[] = [];
    collect([json.distribution, json.recordSet], ids, references);
    expect(new Set(ids).size).toBe(ids.length);
    expect(references.filter((reference) => !ids.includes(reference))).toEqual([]);
    expect(terms(json).filter((term) => !known(json['@context'], term))).toEqual([]);
    const files = json.distribution.filter((node: Node) => node['@type'] === 'cr:FileObject');
    expect(files).toHaveLength(3);
    for (const { contentUrl, contentSize, sha256 } of files) {
      const bytes = Buffer.from(await (await fetch(contentUrl)).arrayBuffer());
      expect(`${bytes.length} B`).toBe(contentSize);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    const sets = json.distribution.filter((node: Node) => node['@type'] === 'cr:FileSet');
    expect(sets).toMatchObject([
      {
        '@id': 'parquet-files-for-config-en',
        containedIn: [{ '@id': 'en/train/0000.parquet' }, { '@id': 'en/test/0000.parquet' }],
      },
    ]);
    const one = json.recordSet.find((set: Node) => set['@id'] === 'one');
    expect(one.field.map((field: Node) => field['@id'])).toEqual(['one/tags', 'one/who']);
    expect(one.field[0].source).toEqual({
      fileObject: { '@id': 'one/train/0000.parquet' },
      extract: { column: 'tags' },
    });
  });

  it('/croissant answers like its neighbours below /api', async () => {
    const missing = await get('/api/datasets/me/nothing/croissant');
    expect([missing.status, missing.json.code]).toEqual([404, 'DatasetNotFound']);
    const head = await rowhouse.client.request('/api/datasets/me/people/croissant', { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('cache-control')]).toEqual([200, '', 'no-cache']);
  });
});

/** Nodes with a type have their id; those without refer to another. */
function collect(node: unknown, ids: string[], references: string[]): void {
  if (Array.isArray(node)) for (const item of node) collect(item, ids, references);
  else if (typeof node === 'object' && node !== null) {
    const { '@id': id, '@type': type, ...rest } = node as Node;
    if (typeof id === 'string') (type === undefined ? references : ids).push(id);
    for (const item of Object.values(rest)) collect(item, ids, references);
  }
}

/** The keys of a document that have to mean something; rows that stand in it have the names of fields. */
function terms(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(terms);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === '@context' || key === 'data') return [];
    return [...(key.startsWith('@') ? [] : [key]), ...terms(value)];
  });
}

/** Croissant's own terms stand in the context; these few are schema.org's, its default vocabulary. */
function known(context: Node, term: string): boolean {
  const schema = [
    ...[
      'identifier',
      'alternateName',
      'license',
      'url',
      'creator',
      'datePublished',
      'dateModified',
      'version',
    ],
    ...['distribution', 'contentUrl', 'contentSize', 'encodingFormat', 'sha256'],
  ];
  return term in context || schema.includes(term);
}
