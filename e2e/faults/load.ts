import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobStore } from '@rowhouse/jobs';
import type { FaultHouse } from './fault-house.js';

/** Attempts of a job that is sound: more than any fault can take, since being killed costs one. */
const manyAttempts = 100;

/** Asks for jobs, and remembers those whose creation was confirmed. */
export class Load {
  readonly confirmed: string[] = [];
  /** Keys of idempotency that were used. */
  keys = 0;
  readonly #store: JobStore;
  readonly #running: Promise<void>[] = [];

  constructor(private readonly house: FaultHouse) {
    this.#store = new JobStore(house.db);
  }

  /** One job, as a service creates one: confirmed by the commit of its transaction. */
  async job(kind: string, params: { ms?: number } = {}, runAt?: Date): Promise<string> {
    const request = {
      kind,
      pool: 'cpu',
      owner: `owner-${this.confirmed.length % 3}`,
      params,
      ...(kind === 'fault-sound' && { maxAttempts: manyAttempts }),
      ...(runAt && { runAt }),
    };
    const id = await this.house.db.write((tx) => this.#store.create(tx, request));
    this.confirmed.push(id);
    return id;
  }

  /** One job that is due so late by the database's clock that there is time to prepare for it. */
  async jobIn(ms: number, kind: string, params: { ms?: number } = {}): Promise<string> {
    const { rows } = await this.house.db.primary.query<{ at: Date }>(
      `SELECT now() + $1 * interval '1 ms' AS at`,
      [ms],
    );
    return this.job(kind, params, rows[0]?.at);
  }

  /** Sound jobs and queries, one after the other, in the background; an outage holds them up and loses none. */
  start({ jobs, queries, everyMs }: { jobs: number; queries: number; everyMs: number }): void {
    const stream = async (count: number, submit: (place: number) => Promise<unknown>) => {
      for (let place = 0; place < count; place++) {
        await untilDone(() => submit(place));
        await sleep(everyMs);
      }
    };
    this.#running.push(
      stream(jobs, (place) => this.job('fault-sound', { ms: (place * 157) % 1500 })),
      stream(queries, (place) => this.#query(place)),
    );
  }

  /** Resolves when everything that was started has been confirmed. */
  async done(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** A job of a user over HTTP. The key makes all tries one job. */
  async #query(place: number): Promise<void> {
    const key = randomUUID();
    this.keys += 1;
    await untilDone(async () => {
      const { status, json, text } = await this.house.client.request('/api/jobs', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify({ kind: 'query', params: { sql: `SELECT ${place} AS place` } }),
        signal: AbortSignal.timeout(10_000),
      });
      if (status !== 202 && status !== 200) throw new Error(`POST /api/jobs answered ${status}: ${text}`);
      this.confirmed.push(json.id);
    });
  }
}

/** Tries again through every outage; gives up after two minutes. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
