import { count } from './jest-step.mjs';
import { countedByLastLine } from './steps.mjs';

const report = {
  numTotalTests: 5,
  numPassedTests: 5,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};

describe('the count of a Jest run', () => {
  it('is that of its report', () => {
    expect(
      count({ ...report, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 }, 'exit status 1'),
    ).toEqual({
      passed: 5,
      failed: 2,
      skipped: 2,
      problem: 'exit status 1',
    });
  });

  it.each([
    ['a file that could not be loaded', { ...report, numRuntimeErrorTestSuites: 1 }, 'exit status 1'],
    ['a run without tests', { ...report, numTotalTests: 0, numPassedTests: 0 }, null],
    ['a run that failed although every test passed', report, 'stopped after 30 minutes'],
    ['a run without report', null, 'ended by SIGKILL'],
  ])('has a failure for %s', (_what, given, problem) => {
    expect(count(given, problem).failed).toBe(1);
  });
});

describe('the count of a command that ends with one', () => {
  it('is read from its last line', () => {
    expect(countedByLastLine('12 passed, 0 failed', true, null)).toMatchObject({
      passed: 12,
      failed: 0,
      skipped: 0,
    });
    expect(countedByLastLine('12 passed, 1 failed, 2 skipped', false, 'exit status 1')).toMatchObject({
      passed: 12,
      failed: 1,
      skipped: 2,
    });
  });

  it.each([
    ['has no count', 'done', true],
    ['ran nothing', '0 passed, 0 failed', true],
    ['counts no failure and yet exits with one', '3 passed, 0 failed', false],
  ])('has a failure when it %s', (_what, line, ok) => {
    expect(countedByLastLine(line, ok, ok ? null : 'exit status 1').failed).toBe(1);
  });
});
