import { waitFor } from '@rowhouse/testing';

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; `undefined` when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  json: any;
}

/** What a program on the other side of the wire does: it knows the base URL and nothing else. */
export class Client {
  constructor(
    readonly url: string,
    /** Sent with every request. */
    private readonly headers: Record<string, string> = {},
  ) {}

  async request(path: string, init?: RequestInit): Promise<Answer> {
    const headers = { ...this.headers, ...(init?.headers as Record<string, string> | undefined) };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request(path, { headers });
  }

  /** Uploads files by name in one multipart request. */
  upload(dataset: string, files: Record<string, Uint8Array | string>, query = ''): Promise<Answer> {
    const form = new FormData();
    for (const [name, content] of Object.entries(files)) {
      form.append('path', name);
      form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name);
    }
    return this.request(`/api/datasets/${dataset}/upload${query}`, { method: 'POST', body: form });
  }

  /** Waits until a revision's processing has ended and answers its detail. */
  async processed(dataset: string, revision: string, deadlineMs = 150_000): Promise<Answer['json']> {
    return waitFor(
      async () => {
        const { json } = await this.get(`/api/datasets/${dataset}/revisions/${revision}`);
        return json?.state && json.state !== 'processing' ? json : null;
      },
      { what: `the processing of ${dataset} at ${revision}`, deadlineMs, intervalMs: 50 },
    );
  }

  /** Uploads, waits, and answers the detail of the new revision. */
  async publish(dataset: string, files: Record<string, Uint8Array | string>): Promise<Answer['json']> {
    const { status, text, json } = await this.upload(dataset, files);
    if (status !== 202) throw new Error(`the upload to ${dataset} was answered ${status}: ${text}`);
    return this.processed(dataset, json.revision);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
