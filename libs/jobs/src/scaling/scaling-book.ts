import type { PoolScaling, ScalingChange, ScalingStatus } from '@rowhouse/contract';
import type { Database } from '@rowhouse/database';
import { knownPools, readScaling, tellError, tellStatus } from './scaling-sql.js';

/** What stands there of a pool. */
export type ScalingEntry = Pick<PoolScaling, 'pool' | 'status' | 'error' | 'changes'>;

const mostChanges = 20;

/** Where the autoscaler, which runs in one process, tells all others what it found and changed. */
export class ScalingBook {
  constructor(private readonly db: Database) {}

  /** Ends an error that stood there. `change` is null when the number of workers stayed. */
  async tell(pool: string, status: ScalingStatus, change: ScalingChange | null): Promise<void> {
    await this.db.primary.query(tellStatus, [
      pool,
      JSON.stringify(status),
      JSON.stringify(change ? [change] : []),
      mostChanges,
    ]);
  }

  async tellError(pool: string, error: NonNullable<PoolScaling['error']>): Promise<void> {
    await this.db.primary.query(tellError, [pool, JSON.stringify(error)]);
  }

  /** Pools that somebody has looked at with success. */
  async known(): Promise<ReadonlySet<string>> {
    const { rows } = await this.db.primary.query<{ pool: string }>(knownPools);
    return new Set(rows.map(({ pool }) => pool));
  }

  async read(): Promise<ScalingEntry[]> {
    const { rows } = await this.db.read((reader) =>
      reader.query<ScalingEntry & Record<string, unknown>>(readScaling),
    );
    return rows;
  }
}
