import type { ConsistencyToken, Database } from '@rowhouse/database';
import { beatWorker, listWorkers, removeWorker } from './worker-sql.js';

export interface WorkerIdentity {
  /** Unique among all processes of all times, e.g. host name, process id and a random part. */
  id: string;
  pool: string;
  host: string;
  /** Jobs that it runs at once at most. */
  concurrency: number;
}

export interface WorkerRecord extends WorkerIdentity {
  /** Jobs that it ran when it was last heard of. */
  running: number;
  startedAt: Date;
  lastSeen: Date;
}

interface WorkerRow {
  id: string;
  pool: string;
  host: string;
  concurrency: number;
  running: number;
  started_at: Date;
  last_seen: Date;
}

/** Which workers there are, for people to see. Nothing is decided by it: leases decide. */
export class WorkerRegistry {
  constructor(private readonly db: Database) {}

  /** Registers the worker and says that it lives; repeat it more often than the reaper's `workerExpiryMs`. */
  async beat(worker: WorkerIdentity, running: number): Promise<void> {
    const { id, pool, host, concurrency } = worker;
    await this.db.primary.query(beatWorker, [id, pool, host, concurrency, running]);
  }

  async remove(id: string): Promise<void> {
    await this.db.primary.query(removeWorker, [id]);
  }

  async list(token?: ConsistencyToken): Promise<WorkerRecord[]> {
    const { rows } = await this.db.read((reader) => reader.query<WorkerRow>(listWorkers), token);
    return rows.map(({ started_at, last_seen, ...row }) => ({
      ...row,
      startedAt: started_at,
      lastSeen: last_seen,
    }));
  }
}
