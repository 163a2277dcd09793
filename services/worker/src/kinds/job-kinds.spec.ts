import { userJobKinds } from '@rowhouse/contract';
import { stepDefinition, stepNames } from '@rowhouse/datasets';
import { z } from 'zod';
import type { JobKind } from './job-kind.js';
import { allJobKinds, JobKinds } from './job-kinds.js';

/** The kind of the README's recipe. */
const countdown: JobKind<{ from: number }, { from: number }> = {
  kind: 'countdown',
  pool: 'cpu',
  parameters: z.strictObject({ from: z.int().min(1) }),
  timeLimitSeconds: 60,
  blobFolder: (jobId) => `jobs/${jobId}/`,
  load: async (_parts, params) => params,
  run: async ({ from }, { progress }) => {
    for (let left = from; left > 0; left--) progress(1 - left / from);
    return JSON.stringify({ from });
  },
  succeed: ({ jobs }, claim, _params, { content, usage }) =>
    jobs.succeed(claim, JSON.parse(content) as object, undefined, usage),
};

describe('job kinds', () => {
  it('hold every step of the graph and every kind that users can submit, each in its pool', () => {
    const kinds = allJobKinds();
    for (const step of stepNames) expect(kinds.find(step)?.pool).toBe(stepDefinition(step).pool);
    for (const [kind, { pool, params }] of Object.entries(userJobKinds)) {
      expect(kinds.find(kind)).toMatchObject({ kind, pool, parameters: params });
    }
    expect(kinds.ofPool('cpu')).toContain('query');
    expect(kinds.ofPool('nowhere')).toEqual([]);
  });

  it('do not know others', () => {
    expect(allJobKinds().find('mine-bitcoin')).toBeUndefined();
    expect(allJobKinds().find('constructor')).toBeUndefined();
  });

  it('take a new one, once', async () => {
    const kind = new JobKinds([countdown]).find('countdown');
    expect(kind?.parameters.safeParse({ from: 0 }).success).toBe(false);
    const progress: number[] = [];
    const context = { progress: (fraction: number) => progress.push(fraction) };
    expect(await kind?.run({ from: 2 }, context as never)).toBe('{"from":2}');
    expect(progress).toEqual([0, 0.5]);
    expect(() => new JobKinds([countdown, countdown])).toThrow(/'countdown' is declared twice/);
  });
});
