import type { StoredError } from '@rowhouse/contract';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EndedAttempt, JobProgress } from '../life/job.js';
import type { JobState } from '../life/state.js';

/** The table `job` for TypeORM; read-only by convention: states change through `JobStore` alone. */
@Entity({ name: 'job', synchronize: false })
export class JobEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: string;
  @Column('text') pool!: string;
  @Column('text') state!: JobState;
  @Column('integer') priority!: number;
  @Column('text') owner!: string;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('jsonb') params!: Record<string, unknown>;
  @Column('integer') attempt!: number;
  @Column('integer', { name: 'max_attempts' }) maxAttempts!: number;
  /** A bigint as text. */
  @Column('bigint') fence!: string;
  @Column('timestamptz', { name: 'run_at' }) runAt!: Date;
  @Column({ type: 'timestamp', name: 'rank_at', insert: false, update: false }) rankAt!: Date;
  @Column('timestamptz', { name: 'dispatched_at', nullable: true }) dispatchedAt!: Date | null;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil!: Date | null;
  @Column('text', { nullable: true }) worker!: string | null;
  @Column('jsonb') progress!: JobProgress;
  @Column('jsonb', { nullable: true }) error!: StoredError | null;
  @Column('jsonb', { nullable: true }) result!: Record<string, unknown> | null;
  @Column('jsonb') history!: EndedAttempt[];
  @Column('timestamptz', { name: 'cancel_requested_at', nullable: true }) cancelRequestedAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
  /** A bigint as text. */
  @Column('bigint', { name: 'cpu_ms' }) cpuMs!: string;
  /** A bigint as text. */
  @Column('bigint', { name: 'gpu_ms' }) gpuMs!: string;
  @Column('uuid', { name: 'parent_id', nullable: true }) parentId!: string | null;
  @Column('integer', { nullable: true }) place!: number | null;
  @Column('integer', { nullable: true }) children!: number | null;
}
