import { createHash } from 'node:crypto';

interface Kept {
  bytes: Buffer;
  metadata: Record<string, string>;
  generation: number;
  updated: string;
}

interface OpenUpload {
  name: string;
  metadata: Record<string, string> | undefined;
  parts: Buffer[];
}

/** The objects of one bucket, in memory, and their form in the JSON API. */
export class BucketObjects {
  readonly objects = new Map<string, Kept>();
  readonly uploads = new Map<string, OpenUpload>();
  #generation = 0;

  constructor(readonly bucket: string) {}

  put(name: string, bytes: Buffer, metadata: Record<string, string> = {}): object {
    const updated = new Date().toISOString();
    const kept = { bytes, metadata, generation: ++this.#generation, updated };
    this.objects.set(name, kept);
    return this.resource(name, kept);
  }

  resource(name: string, { bytes, metadata, generation, updated }: Kept): object {
    const md5Hash = createHash('md5').update(bytes).digest('base64');
    const { bucket } = this;
    return { name, bucket, size: `${bytes.length}`, updated, generation: `${generation}`, md5Hash, metadata };
  }

  /** Of a list; the token is the last name of the page before. */
  page(query: URLSearchParams): object {
    const [prefix, after] = [query.get('prefix') ?? '', query.get('pageToken') ?? ''];
    const most = Math.min(Number(query.get('maxResults') ?? 1000), 1000);
    const found = [...this.objects].filter(([name]) => name.startsWith(prefix) && name > after);
    found.sort(([a], [b]) => (a < b ? -1 : 1));
    const page = found.slice(0, most);
    const items = page.map(([name, kept]) => this.resource(name, kept));
    return found.length > page.length ? { items, nextPageToken: page.at(-1)?.[0] } : { items };
  }

  missing(name: string): object {
    return { error: { code: 404, message: `No such object: ${this.bucket}/${name}` } };
  }

  missingBucket(): object {
    return { error: { code: 404, message: 'The specified bucket does not exist.' } };
  }
}
