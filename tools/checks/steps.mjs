// What a test run consists of, in order.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../servers/state.mjs';
import { runCommand } from './command.mjs';
import { runJest } from './jest-step.mjs';

const integration = '\\.integration\\.spec\\.ts$';
const ignored = ['/node_modules/', '/dist/'];
const e2eFolder = join(repository, 'e2e');

/**
 * `run` gets what the developer wrote behind the step's name, and answers with counts. A step on demand runs when it is
 * named only.
 * @type {{ name: string, onDemand?: boolean, needs: ('build' | 'servers')[], run: (args: string[]) => Promise<Counts> }[]}
 * @typedef {{ passed: number, failed: number, skipped: number, problem: string | null }} Counts
 */
export const steps = [
  {
    name: 'lint',
    needs: [],
    run: () => check(['biome', 'ci', process.stdout.isTTY ? '--colors=force' : '--colors=off', '.']),
  },
  { name: 'typecheck', needs: [], run: () => check(['npm', 'run', '--silent', 'typecheck']) },
  { name: 'imports', needs: [], run: () => check(['npm', 'run', '--silent', 'check:imports']) },
  {
    name: 'unit',
    needs: [],
    run: (args) =>
      runJest([...ignoring(integration, `^${e2eFolder}/`), '--maxWorkers=2', '--testTimeout=20000', ...args]),
  },
  {
    name: 'integration',
    needs: ['build', 'servers'],
    run: (args) =>
      runJest([
        '--testMatch=**/*.integration.spec.ts',
        ...ignoring(`^${e2eFolder}/`),
        '--maxWorkers=2',
        '--testTimeout=60000',
        ...args,
      ]),
  },
  {
    name: 'e2e',
    needs: ['build', 'servers'],
    // One after the other: each starts a whole house.
    run: (args) =>
      runJest([`--testMatch=${e2eFolder}/**/*.spec.ts`, '--runInBand', '--testTimeout=300000', ...args], {
        limitMinutes: 60,
      }),
  },
  {
    name: 'faults',
    // The short form is part of e2e.
    onDemand: true,
    needs: ['build', 'servers'],
    run: (args) =>
      runJest([`--testMatch=${e2eFolder}/faults/all.faults.ts`, '--runInBand', ...args], {
        limitMinutes: 120,
      }),
  },
  { name: 'chart', needs: [], run: chart },
];

/** A command that is one check: it passes or it does not. */
export async function check(command) {
  const { ok, problem } = await runCommand(command);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, problem };
}

function ignoring(...patterns) {
  return [...ignored, ...patterns].map((pattern) => `--testPathIgnorePatterns=${pattern}`);
}

async function chart() {
  if (!existsSync(join(repository, 'chart/test.mjs'))) {
    return { passed: 0, failed: 1, skipped: 0, problem: 'chart/test.mjs does not exist' };
  }
  const { ok, problem, lastLine } = await runCommand(['node', 'chart/test.mjs']);
  return countedByLastLine(lastLine, ok, problem);
}

/** Reads "N passed, N failed[, N skipped]"; a status that contradicts the count is a failure. */
export function countedByLastLine(line, ok, problem) {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
  if (!found)
    return { passed: 0, failed: 1, skipped: 0, problem: problem ?? `no count in its last line: ${line}` };
  const [passed, failed, skipped] = [found[1], found[2], found[3] ?? '0'].map(Number);
  if (passed + failed === 0) return { passed, failed: 1, skipped, problem: 'not a single test was found' };
  return { passed, failed: ok ? failed : Math.max(failed, 1), skipped, problem };
}
