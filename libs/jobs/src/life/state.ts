export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

export type JobState = (typeof jobStates)[number];

/** Every way in which a job may change its state; there is no other. */
export const transitions = {
  claim: { from: ['queued'], to: 'running' },
  succeed: { from: ['running'], to: 'succeeded' },
  fail: { from: ['running'], to: 'failed' },
  /** A failed or crashed attempt with attempts left. */
  tryAgain: { from: ['running'], to: 'queued' },
  /** A worker that shuts down hands the attempt back. */
  release: { from: ['running'], to: 'queued' },
  cancelQueued: { from: ['queued'], to: 'cancelled' },
  cancelRunning: { from: ['running'], to: 'cancelled' },
  /** An operator gives an ended job one more attempt. */
  revive: { from: ['failed', 'cancelled'], to: 'queued' },
} as const satisfies Record<string, { from: readonly JobState[]; to: JobState }>;

export type Transition = keyof typeof transitions;

export function isFinal(state: JobState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

export function isLegal(from: JobState, to: JobState): boolean {
  return Object.values(transitions).some(
    (each) => each.to === to && (each.from as readonly JobState[]).includes(from),
  );
}

/** SQL condition that holds only where the transition is legal; goes into the WHERE of its UPDATE. */
export function guard(transition: Transition): string {
  return `state IN (${transitions[transition].from.map((state) => `'${state}'`).join(', ')})`;
}

/** SQL assignment of the transition's new state; goes into the SET of its UPDATE. */
export function arrival(transition: Transition): string {
  return `state = '${transitions[transition].to}'`;
}

/** Which transition an attempt takes that ended without a result. */
export function afterFailure(job: {
  cancelRequested: boolean;
  retryable: boolean;
  attempt: number;
  maxAttempts: number;
}): 'cancelRunning' | 'tryAgain' | 'fail' {
  if (job.cancelRequested) return 'cancelRunning';
  return job.retryable && job.attempt < job.maxAttempts ? 'tryAgain' : 'fail';
}
