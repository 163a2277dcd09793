import type { Fate, History, SeenJob, Transition } from './history.js';

/** The life of a job as promised in docs/jobs.md, written down again so that a change of the code shows. */
const legal = new Set([
  'null>queued',
  'queued>running',
  'queued>cancelled',
  'running>succeeded',
  'running>failed',
  'running>cancelled',
  'running>queued',
]);
const final = new Set(['succeeded', 'failed', 'cancelled']);

/** Everything in a history that breaks a promise, one sentence each; empty when all of them were kept. */
export function problemsOf(history: History, fates: ReadonlyMap<string, Fate>): string[] {
  return [
    ...lostJobs(history),
    ...history.jobs.flatMap((job) => problemsOfJob(job, history, fates)),
    ...history.queues
      .filter(({ messages }) => messages > 0)
      .map(({ name, messages }) => `The queue ${name} still holds ${messages} messages.`),
    ...history.strays.map((stray) => `A process is left: ${stray}`),
    ...history.leftovers.map((file) => `A temporary file is left: ${file}`),
  ];
}

/** Kinds whose jobs are submitted with a key of idempotency each. */
const keyedKind = 'query';

function lostJobs({ confirmed, keys, jobs }: History): string[] {
  const known = new Set(jobs.map(({ id }) => id));
  const lost = confirmed.filter((id) => !known.has(id));
  const keyed = jobs.filter(({ kind }) => kind === keyedKind).length;
  const twice = confirmed.filter((id, index) => confirmed.indexOf(id) !== index);
  return [
    ...lost.map((id) => `The job ${id} was confirmed and does not exist.`),
    ...(keyed === keys ? [] : [`With ${keys} keys of idempotency ${keyed} jobs were made.`]),
    ...twice.map((id) => `The job ${id} was confirmed as two different jobs.`),
  ];
}

function problemsOfJob(job: SeenJob, history: History, fates: ReadonlyMap<string, Fate>): string[] {
  const fate = fates.get(job.kind);
  const name = `The job ${job.id} (${job.kind})`;
  if (!fate) return [`${name} is of a kind that nobody asked for.`];
  return [
    ...problemsOfEnd(job, fate),
    ...problemsOfLife(history.transitions.filter(({ jobId }) => jobId === job.id)),
    ...problemsOfEffect(job, fate, history),
  ].map((problem) => `${name} ${problem}`);
}

function problemsOfEnd({ state, errorCode }: SeenJob, { ends, codes }: Fate): string[] {
  if (!final.has(state)) return [`has not ended, it is ${state}.`];
  if (state !== ends) return [`ended ${state} (${errorCode ?? 'no error'}) instead of ${ends}.`];
  if (state === 'failed' && codes && !codes.includes(errorCode ?? ''))
    return [`failed with ${errorCode} instead of ${codes.join(' or ')}.`];
  return [];
}

function problemsOfLife(life: readonly Transition[]): string[] {
  const problems: string[] = [];
  let state: string | null = null;
  for (const { from, to } of life) {
    if (from !== state) problems.push(`was ${state} and then left ${from}.`);
    if (!legal.has(`${from}>${to}`)) problems.push(`went from ${from} to ${to}.`);
    state = to;
  }
  const ends = life.filter(({ to }) => final.has(to)).length;
  if (ends > 1) problems.push(`ended ${ends} times.`);
  return problems;
}

function problemsOfEffect(
  { id, state, fence }: SeenJob,
  fate: Fate,
  { effects, results }: History,
): string[] {
  const problems: string[] = [];
  const seen = effects.filter((each) => each === id).length;
  const wanted = state === 'succeeded' && fate.notesEffect ? 1 : 0;
  if (seen !== wanted) problems.push(`took effect ${seen} times instead of ${wanted}.`);
  const attempts = results.find(({ jobId }) => jobId === id)?.attempts ?? [];
  const kept = state === 'succeeded' && fate.keepsBlobs ? [fence] : [];
  if (attempts.join() !== kept.join())
    problems.push(`keeps blobs of the attempts [${attempts.join()}] instead of [${kept.join()}].`);
  return problems;
}
