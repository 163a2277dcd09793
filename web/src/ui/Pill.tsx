export type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'idle';

const tones: Record<string, Tone> = {
  queued: 'idle',
  pending: 'idle',
  running: 'run',
  processing: 'run',
  succeeded: 'ok',
  ready: 'ok',
  served: 'ok',
  failed: 'bad',
  error: 'bad',
  cancelled: 'warn',
  partial: 'warn',
};

/** A state in a word, coloured by what it means. */
export function StatePill({ state }: { state: string }) {
  return <Pill tone={tones[state] ?? 'idle'}>{state}</Pill>;
}

export function Pill({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`pill ${tone}`}>{children}</span>;
}
