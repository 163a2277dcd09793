import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir } from '@rowhouse/testing';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A small house in which every import is allowed. */
const tidy: Record<string, string> = {
  'libs/contract/src/index.ts': "export { type Row, row } from './row.js';",
  'libs/contract/src/row.ts': 'export interface Row { id: number }\nexport const row = 1;',
  'libs/database/src/index.ts': "import { row } from '@rowhouse/contract';\nexport const pool = row;",
  'libs/messaging/src/index.ts': "import { pool } from '@rowhouse/database';\nexport const queue = pool;",
  'libs/messaging/src/conformance.ts': 'export const suite = 1;',
  'libs/messaging/src/queue.spec.ts':
    "import { start } from '@rowhouse/testing';\nimport { suite } from './conformance.js';\nstart(suite);",
  'libs/jobs/src/index.ts': "export { job } from './job.js';",
  'libs/jobs/src/job.ts': "import { queue } from '@rowhouse/messaging';\nexport const job = queue;",
  'libs/jobs/src/job.spec.ts': "import { suite } from '@rowhouse/messaging/conformance';\nsuite;",
  'libs/testing/src/index.ts': 'export const start = (_: unknown) => 1;',
  'services/api/src/main.ts':
    "import { readFile } from 'node:fs';\nimport { job } from '@rowhouse/jobs';\nreadFile; job;",
  'services/worker/src/main.ts': "import { job } from '@rowhouse/jobs';\njob;",
  'web/src/page.tsx':
    "import type { Row } from '@rowhouse/contract';\nexport const page = (row: Row) => <p>{row.id}</p>;",
};

/** Bad files, each with the rule that must name it. */
const violations: [rule: string, file: string, source: string][] = [
  ['layers-contract', 'libs/contract/src/bad.ts', "import '@rowhouse/database';"],
  [
    'layers-database',
    'libs/database/src/bad.ts',
    "import type { job } from '@rowhouse/jobs';\nexport type J = typeof job;",
  ],
  ['no-cycles', 'libs/jobs/src/bad.ts', "import './worse.js';"],
  ['libs-below-services', 'libs/jobs/src/bad.ts', "export * from '../../../services/api/src/main.js';"],
  ['services-apart', 'services/worker/src/bad.ts', "await import('../../api/src/main.js');"],
  [
    'web-uses-contract-only',
    'web/src/bad.tsx',
    "import { job } from '@rowhouse/jobs';\nexport const bad = <p>{job}</p>;",
  ],
  ['lib-entered-by-index', 'services/api/src/bad.ts', "export { job } from '@rowhouse/jobs/job';"],
  [
    'lib-entered-by-name',
    'services/api/src/bad.ts',
    "import { job } from '../../../libs/jobs/src/index.js';\njob;",
  ],
  ['lib-inside-without-index', 'libs/jobs/src/bad.ts', "import { job } from './index.js';\njob;"],
  ['tests-stay-tests', 'libs/jobs/src/bad.ts', "import { start } from '@rowhouse/testing';\nstart(1);"],
  [
    'tests-stay-tests',
    'services/api/src/bad.ts',
    "import { suite } from '@rowhouse/messaging/conformance';\nsuite;",
  ],
  ['contract-runs-in-browsers', 'libs/contract/src/bad.ts', "import { join } from 'node:path';\njoin;"],
  ['resolvable', 'libs/jobs/src/bad.ts', "import './nowhere.js';"],
];

describe('the import rules', () => {
  const houses: TempDir[] = [];
  let found: string[];

  beforeAll(async () => {
    const untidy = { ...tidy };
    for (const [index, [, file, source]] of violations.entries()) {
      untidy[numbered(file, index)] = source;
    }
    untidy['libs/jobs/src/worse.ts'] = "import './bad-2.js';";
    found = await broken(untidy);
  }, 60_000);

  afterAll(() => Promise.all(houses.map((house) => house.remove())));

  /** The rules broken in a house of these files, each with the file that breaks it. */
  async function broken(files: Record<string, string>): Promise<string[]> {
    const house = await tempDir();
    houses.push(house);
    for (const [file, source] of Object.entries(files)) {
      const path = join(house.path, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, source);
    }
    const output = await depcruise(house.path);
    const { violations } = JSON.parse(output).summary as {
      violations: { rule: { name: string }; from: string }[];
    };
    return violations.map(({ rule, from }) => `${rule.name} ${from}`);
  }

  it('accept a tidy house', async () => {
    expect(await broken(tidy)).toEqual([]);
  });

  it.each(violations.map(([rule, file, source], index) => ({ rule, file: numbered(file, index), source })))(
    '$rule refuses $source in $file',
    ({ rule, file }) => {
      expect(found).toContain(`${rule} ${file}`);
    },
  );

  it('name nothing that is not wrong', () => {
    const files = new Set([
      ...violations.map(([, file], index) => numbered(file, index)),
      'libs/jobs/src/worse.ts',
    ]);
    expect(found.filter((line) => !files.has(line.split(' ')[1] ?? ''))).toEqual([]);
  });
});

function numbered(file: string, index: number): string {
  return file.replace('bad', `bad-${index}`);
}

function depcruise(cwd: string): Promise<string> {
  const program = join(repository, 'node_modules/.bin/depcruise');
  const config = join(repository, '.dependency-cruiser.mjs');
  const args = [program, '--config', config, '--output-type', 'json', 'libs', 'services', 'web'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 1 << 26 }, (_status, stdout, stderr) =>
      stdout ? resolve(stdout) : reject(new Error(stderr)),
    );
  });
}
