import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSettings } from '@rowhouse/config';
import { openBlobStore } from '@rowhouse/storage';
import { createLogger } from '@rowhouse/telemetry';
import { Dumps } from './backup/dumps.js';
import { dumpSettings } from './settings.js';

const usage = 'node services/admin/dist/dumps.js store FOLDER KEEP | list | fetch NAME FOLDER';

const settings = loadSettings(dumpSettings);
const log = createLogger({ service: 'dumps', level: settings.LOG_LEVEL });
const dumps = new Dumps(
  openBlobStore(settings.BLOB_URL, {
    s3Endpoint: settings.S3_ENDPOINT,
    gcsEmulator: settings.STORAGE_EMULATOR_HOST,
  }),
);
const [what, first = '', second = ''] = process.argv.slice(2);
try {
  if (what === 'store') {
    for (const file of (await readdir(first)).filter((name) => name.endsWith('.dump'))) {
      const { stored, deleted } = await dumps.store(join(first, file), Number(second));
      process.stdout.write(`stored ${stored}${deleted.map((name) => `, deleted ${name}`).join('')}\n`);
    }
  } else if (what === 'fetch') process.stdout.write(`fetched ${await dumps.fetch(first, second)}\n`);
  else if (what !== 'list') throw new Error(usage);
  for (const name of await dumps.names()) process.stdout.write(`${name}\n`);
} catch (error) {
  log.fatal({ err: error }, 'the dumps in the blob store can not be used');
  process.exitCode = 1;
}
