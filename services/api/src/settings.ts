import { availableParallelism } from 'node:os';
import {
  authSettings,
  commonSettings,
  refuseOpenDoors,
  replicaSettings,
  scratchSettings,
  servingSettings,
  setting,
} from '@rowhouse/config';
import { z } from 'zod';

const settings = commonSettings
  .extend(replicaSettings.shape)
  .extend(scratchSettings.shape)
  .extend(servingSettings.shape)
  .extend(authSettings.shape)
  .extend({
    /** 0 takes any free port. */
    PORT: setting.port().default(8081),
    /** What the URLs in answers start with; empty: taken from each request. */
    PUBLIC_URL: z
      .string()
      .regex(/^https?:\/\/[^/]+/, 'must start with http:// or https://')
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    /** Most bytes of one upload, all its files together, counted after decompression. */
    UPLOAD_MAX_BYTES: setting.bytes().default(100 * 1024 ** 3),
    /** Event streams that this process keeps open at once. */
    EVENT_STREAMS_MAX: setting.integer(1, 100_000).default(1_000),
    /** Event streams that one client address may have open at this process. */
    EVENT_STREAMS_PER_CLIENT: setting.integer(1, 100_000).default(20),
    /** Seconds after which a stream is ended; its client comes back and goes on where it was. */
    EVENT_STREAM_SECONDS: setting.integer(1, 86_400).default(3_600),
    /** Most rows of one page, unless the request itself allows for more. */
    PAGE_MAX_ROWS: setting.integer(1, 10_000).default(100),
    /** Most rows of one page that a request can allow for. */
    PAGE_MAX_LENGTH: setting.integer(1, 100_000).default(10_000),
    /** Megabytes that DuckDB may use for reading pages; the process needs about 1.6 times as much. */
    PAGE_MEMORY_MB: setting.integer(64, 1_048_576).default(512),
    /** Megabytes of pages kept ready to be sent again; their compressed copies take a quarter more. */
    PAGE_CACHE_MB: setting.integer(1, 1_048_576).default(64),
    /** Searches that look into an index at once. */
    SEARCH_THREADS: setting.integer(1, 64).default(2),
    /** Seconds after which a search is ended. */
    SEARCH_TIMEOUT_SECONDS: setting.integer(1, 600).default(30),
    /** Megabytes that SQLite may use for all searches together. */
    SEARCH_MEMORY_MB: setting.integer(16, 1_048_576).default(256),
    /** Filters at once; each has a process of its own. */
    FILTER_PROCESSES: setting.integer(1, 64).default(2),
    /** Filters that may wait for a process; further ones are refused. */
    FILTER_QUEUE: setting.integer(0, 10_000).default(32),
    /** Seconds after which a filter is ended. */
    FILTER_TIMEOUT_SECONDS: setting.integer(1, 3600).default(30),
    /** Megabytes that DuckDB may use for one filter or download; its process needs about 1.6 times as much. */
    FILTER_MEMORY_MB: setting.integer(64, 1_048_576).default(512),
    /** Threads that DuckDB may use for one filter or download. */
    FILTER_THREADS: setting.integer(1, 256).default(availableParallelism()),
    /** Downloads of rows at once; each has a process of its own. */
    EXPORT_PROCESSES: setting.integer(1, 64).default(2),
    /** Downloads that may wait for a process; further ones are refused. */
    EXPORT_QUEUE: setting.integer(0, 10_000).default(16),
    /** Seconds after which a download is cut off. */
    EXPORT_TIMEOUT_SECONDS: setting.integer(1, 86_400).default(3600),
  });

/** The environment of the api service. */
export const apiSettings = refuseOpenDoors(settings);

export type ApiSettings = z.infer<typeof apiSettings>;
