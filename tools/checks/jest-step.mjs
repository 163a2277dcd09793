// One Jest run, counted by the report that Jest writes.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.mjs';

/**
 * @param {string[]} args for Jest
 * @returns {Promise<{ passed: number, failed: number, skipped: number, problem: string | null }>}
 */
export async function runJest(args, { limitMinutes = 30 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rowhouse-jest-'));
  const report = join(folder, 'report.json');
  try {
    const outcome = await runCommand(
      // Forced to exit: with native add-ons Node.js sometimes spins for ever while it tears itself down after the
      // last test. What a test leaves open does not show by that; specs that start something check that it ends.
      ['jest', '--forceExit', '--json', `--outputFile=${report}`, '--reporters=default', ...args],
      {
        limitMinutes,
        env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
      },
    );
    return count(readReport(report), outcome.problem);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds up a report; a run that could not be counted, or ran nothing, is a failure of its own. */
export function count(report, problem) {
  if (!report) return { passed: 0, failed: 1, skipped: 0, problem: problem ?? 'Jest wrote no report' };
  const counts = {
    passed: report.numPassedTests,
    // A file that could not be loaded has failed without a single test having run.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    problem,
  };
  if (counts.failed > 0) return counts;
  if (problem) return { ...counts, failed: 1 };
  if (report.numTotalTests === 0) return { ...counts, failed: 1, problem: 'not a single test was found' };
  return counts;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
