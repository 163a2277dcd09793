import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

type Metadata = Record<string, string | number>;

/** The form in which s3rver passes objects. */
interface S3Object {
  bucket: string;
  key: string;
  content: unknown;
  metadata: Metadata;
  size?: number;
  lastModifiedDate?: Date;
  range?: { start: number; end: number };
}

interface Kept {
  bytes: Buffer;
  metadata: Metadata;
}

/**
 * Keeps the objects of s3rver in memory. Its own folders replace objects piece by piece, misread ranges that end at 0,
 * and never forget an upload; S3 does none of that.
 */
export class MemoryObjects {
  readonly objects = new Map<string, Kept>();
  readonly uploads = new Map<string, { key: string; metadata: Metadata; parts: Map<number, Buffer> }>();

  constructor(private readonly bucket: string) {}

  async getBucket(name: string): Promise<object | null> {
    return name === this.bucket ? { name, creationDate: new Date(0) } : null;
  }

  async putBucket(name: string): Promise<object | null> {
    return this.getBucket(name);
  }

  async getSubresource(): Promise<null> {
    return null;
  }

  async existsObject(_bucket: string, key: string): Promise<boolean> {
    return this.objects.has(key);
  }

  /** One page of ListObjectsV2, as XML; the token is the last key of the page before. */
  listPage(query: Record<string, string | undefined>): string {
    const { prefix = '', 'continuation-token': after = '' } = query;
    const found = [...this.objects].filter(([key]) => key.startsWith(prefix) && key > after);
    found.sort(([a], [b]) => (a < b ? -1 : 1));
    const page = found.slice(0, 1000);
    const contents = page.map(([key, { bytes, metadata }]) => {
      const modified = new Date(String(metadata['last-modified'])).toISOString();
      return `<Contents><Key>${key}</Key><LastModified>${modified}</LastModified><Size>${bytes.length}</Size></Contents>`;
    });
    const more = found.length > page.length;
    const next = more ? `<NextContinuationToken>${page.at(-1)?.[0]}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
  }

  async getObject(
    bucket: string,
    key: string,
    options?: { start?: number; end?: number },
  ): Promise<S3Object | null> {
    const kept = this.objects.get(key);
    if (!kept) return null;
    if (options?.start === undefined) return objectOf(bucket, key, kept, kept.bytes);
    const { start } = options;
    const end = Math.min(options.end ?? kept.bytes.length - 1, kept.bytes.length - 1);
    const part = start > end ? null : kept.bytes.subarray(start, end + 1);
    return { ...objectOf(bucket, key, kept, part), range: { start, end } };
  }

  async putObject({ key, content, metadata }: S3Object): Promise<{ size: number; md5: string }> {
    const bytes = await bytesOf(content);
    const md5 = createHash('md5').update(bytes).digest('hex');
    const facts = { 'content-length': bytes.length, 'last-modified': new Date().toUTCString() };
    this.objects.set(key, { bytes, metadata: { ...metadata, ...facts, etag: `"${md5}"` } });
    return { size: bytes.length, md5 };
  }

  async deleteObject(_bucket: string, key: string): Promise<void> {
    this.objects.delete(key);
  }

  async initiateUpload(_bucket: string, key: string, id: string, metadata: Metadata): Promise<void> {
    this.uploads.set(id, { key, metadata, parts: new Map() });
  }

  async putPart(_bucket: string, id: string, number: number, content: unknown) {
    const bytes = await bytesOf(content);
    this.uploads.get(id)?.parts.set(Number(number), bytes);
    return { size: bytes.length, md5: createHash('md5').update(bytes).digest('hex') };
  }

  async putObjectMultipart(bucket: string, id: string, parts: { number: number }[]) {
    const upload = this.uploads.get(id);
    if (!upload) throw new Error('NoSuchUpload');
    const numbers = parts.map(({ number }) => Number(number)).sort((a, b) => a - b);
    const content = Buffer.concat(numbers.map((number) => upload.parts.get(number) as Buffer));
    this.uploads.delete(id);
    return this.putObject({ bucket, key: upload.key, content, metadata: upload.metadata });
  }
}

function objectOf(bucket: string, key: string, { bytes, metadata }: Kept, content: Buffer | null): S3Object {
  const size = bytes.length;
  const lastModifiedDate = new Date(String(metadata['last-modified']));
  return {
    bucket,
    key,
    metadata,
    size,
    lastModifiedDate,
    content: content && Readable.from(content, { objectMode: false }),
  };
}

async function bytesOf(content: unknown): Promise<Buffer> {
  if (Buffer.isBuffer(content)) return content;
  const chunks: Buffer[] = [];
  for await (const chunk of content as Readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}
