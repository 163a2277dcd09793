import type { Fate } from './history.js';

const sound: Fate = { ends: 'succeeded', notesEffect: true, keepsBlobs: true };
const poison = (...codes: string[]): Fate => ({
  ends: 'failed',
  codes,
  notesEffect: true,
  keepsBlobs: false,
});

/** How the jobs of each kind have to end, whatever happens around them. */
export const fates: ReadonlyMap<string, Fate> = new Map([
  ['fault-sound', sound],
  // Of users, submitted over HTTP; its result is a file.
  ['query', { ends: 'succeeded', notesEffect: false, keepsBlobs: true }],
  ['fault-throw', poison('UnexpectedError')],
  ['fault-loop', poison('JobTimedOut', 'JobCrashed')],
  ['fault-memory', poison('JobMemoryExceeded', 'JobCrashed')],
  ['fault-segfault', poison('JobCrashed')],
  ['fault-huge', poison('TooBigContentError')],
  ['fault-killer', poison('JobCrashed')],
]);

export const badKinds = [
  'fault-throw',
  'fault-loop',
  'fault-memory',
  'fault-segfault',
  'fault-huge',
] as const;
