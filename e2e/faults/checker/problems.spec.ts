import type { Fate, History } from './history.js';
import { problemsOf } from './problems.js';

const fates = new Map<string, Fate>([
  ['sound', { ends: 'succeeded', notesEffect: true, keepsBlobs: true }],
  ['poison', { ends: 'failed', codes: ['JobCrashed'], notesEffect: true, keepsBlobs: false }],
]);

const life = (jobId: string, ...states: string[]) =>
  states.map((to, index) => ({ jobId, from: index === 0 ? null : (states[index - 1] ?? null), to }));

/** A sound job that needed two attempts, a poison job, and one that was never confirmed: all as it should be. */
const good: History = {
  confirmed: ['a', 'b'],
  keys: 0,
  jobs: [
    { id: 'a', kind: 'sound', state: 'succeeded', fence: '7', errorCode: null },
    { id: 'b', kind: 'poison', state: 'failed', fence: '8', errorCode: 'JobCrashed' },
    { id: 'c', kind: 'sound', state: 'succeeded', fence: '9', errorCode: null },
  ],
  transitions: [
    ...life('a', 'queued', 'running', 'queued', 'running', 'succeeded'),
    ...life('b', 'queued', 'running', 'failed'),
    ...life('c', 'queued', 'running', 'succeeded'),
  ],
  effects: ['a', 'c'],
  results: [
    { jobId: 'a', attempts: ['7'] },
    { jobId: 'c', attempts: ['9'] },
  ],
  queues: [
    { name: 'jobs', messages: 0 },
    { name: 'dead', messages: 0 },
  ],
  strays: [],
  leftovers: [],
};

const query = (id: string) => ({ id, kind: 'query', state: 'succeeded', fence: '1', errorCode: null });

const job = (id: string, change: Partial<History['jobs'][number]>) => ({
  jobs: good.jobs.map((each) => (each.id === id ? { ...each, ...change } : each)),
});

describe('the checker of histories', () => {
  it('finds nothing in a good one', () => {
    expect(problemsOf(good, fates)).toEqual([]);
  });

  it.each<[string, Partial<History>, RegExp]>([
    [
      'a confirmed job that is gone',
      { confirmed: ['a', 'b', 'gone'] },
      /job gone was confirmed and does not/,
    ],
    [
      'two jobs for one key',
      { keys: 1, jobs: [...good.jobs, query('q'), query('r')] },
      /With 1 keys .* 2 jobs/,
    ],
    ['one job for two requests', { confirmed: ['a', 'b', 'a'] }, /job a was confirmed as two different jobs/],
    ['a job that still runs', job('a', { state: 'running' }), /job a \(sound\) has not ended, it is running/],
    ['a job that waits for ever', job('c', { state: 'queued' }), /job c \(sound\) has not ended/],
    [
      'a sound job that failed',
      job('a', { state: 'failed', errorCode: 'JobCrashed' }),
      /job a \(sound\) ended failed \(JobCrashed\) instead of succeeded/,
    ],
    ['a poison job that succeeded', job('b', { state: 'succeeded' }), /job b \(poison\) ended succeeded/],
    [
      'a poison job with a wrong reason',
      job('b', { errorCode: 'Odd' }),
      /failed with Odd instead of JobCrashed/,
    ],
    [
      'a kind that nobody knows',
      job('c', { kind: 'odd' }),
      /job c \(odd\) is of a kind that nobody asked for/,
    ],
    [
      'a job that ended twice',
      { transitions: [...good.transitions, ...life('a', 'succeeded', 'succeeded').slice(1)] },
      /job a \(sound\) ended 2 times/,
    ],
    [
      'a job that rose from the dead',
      { transitions: [...good.transitions, { jobId: 'b', from: 'failed', to: 'queued' }] },
      /job b \(poison\) went from failed to queued/,
    ],
    [
      'a life with a hole',
      { transitions: good.transitions.filter(({ from }) => from !== 'queued') },
      /job b \(poison\) was queued and then left running/,
    ],
    ['an effect twice', { effects: ['a', 'a', 'c'] }, /job a \(sound\) took effect 2 times instead of 1/],
    ['an effect that is missing', { effects: ['c'] }, /job a \(sound\) took effect 0 times instead of 1/],
    [
      'an effect of a failed job',
      { effects: ['a', 'b', 'c'] },
      /job b \(poison\) took effect 1 times instead of 0/,
    ],
    [
      'blobs of an earlier attempt',
      { results: [{ jobId: 'a', attempts: ['5', '7'] }, ...good.results.slice(1)] },
      /job a \(sound\) keeps blobs of the attempts \[5,7\] instead of \[7\]/,
    ],
    ['a result without its blobs', { results: good.results.slice(1) }, /attempts \[\] instead of \[7\]/],
    [
      'blobs of a failed job',
      { results: [...good.results, { jobId: 'b', attempts: ['8'] }] },
      /job b \(poison\) keeps blobs of the attempts \[8\] instead of \[\]/,
    ],
    ['a message left', { queues: [{ name: 'jobs', messages: 2 }] }, /queue jobs still holds 2 messages/],
    ['a dead letter', { queues: [{ name: 'dead', messages: 1 }] }, /queue dead still holds 1 messages/],
    ['a process left', { strays: ['12 node child'] }, /process is left: 12 node child/],
    ['a file left', { leftovers: ['scratch/x'] }, /temporary file is left: scratch\/x/],
  ])('complains of %s', (_name, bad, complaint) => {
    expect(problemsOf({ ...good, ...bad }, fates).join('\n')).toMatch(complaint);
  });
});
