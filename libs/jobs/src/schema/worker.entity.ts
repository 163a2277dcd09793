import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The table `worker` for TypeORM. */
@Entity({ name: 'worker', synchronize: false })
export class WorkerEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text') pool!: string;
  @Column('text') host!: string;
  @Column('integer') concurrency!: number;
  @Column('integer') running!: number;
  @Column('timestamptz', { name: 'started_at' }) startedAt!: Date;
  @Column('timestamptz', { name: 'last_seen' }) lastSeen!: Date;
}
