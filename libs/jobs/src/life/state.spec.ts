import { afterFailure, arrival, guard, isFinal, isLegal, jobStates } from './state.js';

describe('the job states', () => {
  it('allows exactly the transitions of the design', () => {
    const legal = jobStates.flatMap((from) =>
      jobStates.filter((to) => isLegal(from, to)).map((to) => `${from}→${to}`),
    );
    expect(legal.sort()).toEqual(
      [
        'queued→running',
        'queued→cancelled',
        'running→succeeded',
        'running→failed',
        'running→cancelled',
        'running→queued',
        'failed→queued',
        'cancelled→queued',
      ].sort(),
    );
  });

  it('leaves a succeeded job as it is for ever', () => {
    expect(jobStates.filter((to) => isLegal('succeeded', to))).toEqual([]);
  });

  it('knows the final states', () => {
    expect(jobStates.filter(isFinal)).toEqual(['succeeded', 'failed', 'cancelled']);
  });

  it('writes the SQL of a transition', () => {
    expect(guard('revive')).toBe("state IN ('failed', 'cancelled')");
    expect(arrival('claim')).toBe("state = 'running'");
  });
});

describe('an attempt without a result', () => {
  const attempt = { cancelRequested: false, retryable: true, attempt: 1, maxAttempts: 3 };

  it('is tried again while attempts are left', () => {
    expect(afterFailure(attempt)).toBe('tryAgain');
    expect(afterFailure({ ...attempt, attempt: 2 })).toBe('tryAgain');
    expect(afterFailure({ ...attempt, attempt: 3 })).toBe('fail');
  });

  it('fails at once when trying again would not help', () => {
    expect(afterFailure({ ...attempt, retryable: false })).toBe('fail');
  });

  it('ends cancelled when that was asked for, whatever else is true', () => {
    expect(afterFailure({ ...attempt, cancelRequested: true })).toBe('cancelRunning');
    expect(afterFailure({ ...attempt, cancelRequested: true, retryable: false, attempt: 3 })).toBe(
      'cancelRunning',
    );
  });
});
