import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** A dataset as its table keeps it. */
@Entity('dataset')
export class DatasetEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  namespace!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  @Column('boolean')
  private!: boolean;

  @Column('char', { name: 'served_revision', length: 40, nullable: true })
  servedRevision!: string | null;

  @Column('char', { name: 'head_revision', length: 40, nullable: true })
  headRevision!: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
