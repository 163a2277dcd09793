import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const integer = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(min).max(max);

/** Comma separated; empty entries are dropped. */
const list = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

/** The kinds of values that settings have; a default belongs to the schema that uses one. */
export const setting = {
  integer,
  port: () => integer(0, 65_535),
  bytes: () => integer(1, Number.MAX_SAFE_INTEGER),
  logLevel: () => z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  postgresUrl: () =>
    z
      .string({ error: 'is required: postgres://user:password@host:port/database' })
      .regex(/^postgres(ql)?:\/\//, 'must start with postgres://'),
  list,
  /** A `list`. */
  postgresUrls: () =>
    list().pipe(z.array(z.string().regex(/^postgres(ql)?:\/\//, 'each must start with postgres://'))),
  /** Lower-case letters, digits and dashes. */
  poolName: () =>
    z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 lower-case letters, digits or dashes'),
  queueUrl: () =>
    z.string().regex(/^(postgres$|amqps?:\/\/)/, "must be 'postgres' or start with amqp:// or amqps://"),
  blobUrl: () =>
    z
      .string({ error: 'is required: file:///absolute/folder, s3://bucket/prefix or gs://bucket/prefix' })
      .regex(
        /^(file:\/\/\/|(s3|gs):\/\/[a-z0-9][a-z0-9._-]{1,61}[a-z0-9](\/|$))/,
        'must be file:///absolute/folder, s3://bucket/prefix or gs://bucket/prefix',
      ),
};

const common = {
  /** Least severe level that is logged. */
  LOG_LEVEL: setting.logLevel().default('info'),
  /** Address to listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** The primary. */
  DATABASE_URL: setting.postgresUrl(),
  /** Connections per process and server. */
  DATABASE_POOL_SIZE: integer(1, 1000).default(10),
  /** `postgres` keeps the queue in the database; `amqp://…` uses RabbitMQ. */
  QUEUE_URL: setting.queueUrl().default('postgres'),
  /** Where files live. */
  BLOB_URL: setting.blobUrl(),
  /** Address of the object store of an `s3://…`; empty: Amazon's. */
  S3_ENDPOINT: z
    .string()
    .regex(/^(https?:\/\/.+)?$/, 'must start with http:// or https://')
    .optional(),
  /** Address of an emulator of Google Cloud Storage for a `gs://…`, asked without credentials; empty: Google's. */
  STORAGE_EMULATOR_HOST: z
    .string()
    .regex(/^(https?:\/\/.+)?$/, 'must start with http:// or https://')
    .optional(),
};

/** Settings that every service shares. */
export const commonSettings = z.object(common);

/** Settings of services that listen. */
export const servingSettings = z.object({
  /** Folder with `tls.crt` and `tls.key`, to serve HTTPS; empty: plain HTTP. */
  TLS_DIR: z.string().optional(),
});

/** Settings of services that read from replicas. */
export const replicaSettings = z.object({
  /** Read replicas, comma separated. */
  DATABASE_REPLICA_URLS: setting.postgresUrls().prefault(''),
  /** A replica further behind than this many milliseconds serves no read without a token. */
  DATABASE_MAX_REPLICA_LAG_MS: integer(0, 3_600_000).default(5000),
  /** Reads at once on the primary while no replica can serve them. */
  DATABASE_PRIMARY_READ_LIMIT: integer(1, 10_000).default(32),
});

/** Where a service keeps files that it can lose. */
export const scratchSettings = z.object({
  SCRATCH_DIR: z.string().default(join(tmpdir(), 'rowhouse')),
  /** Megabytes of local copies of files that are in a bucket, for each process that reads them. */
  BLOB_CACHE_MB: integer(16, 1_048_576 * 16).default(8192),
});
