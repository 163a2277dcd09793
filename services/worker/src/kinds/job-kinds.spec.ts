import { stepDefinition, stepNames } from '@rowhouse/datasets';
import { z } from 'zod';
import { builtInKinds } from './built-in-kinds.js';
import { checkKinds, promisedKinds } from './check-kinds.js';
import { JobKind, type JobKindClass, type JobKindOptions, kindOptionsOf } from './job-kind.js';
import { JobKinds } from './job-kinds.js';

const parameters = z.strictObject({ from: z.int().min(1) });

function countdown(options: Partial<JobKindOptions> = {}): JobKindClass {
  @JobKind({ kind: 'countdown', pool: 'cpu', parameters, ...options })
  class CountdownKind {
    static async run({ from }: { from: number }) {
      return { from };
    }
  }
  return CountdownKind as JobKindClass;
}

const kindsOf = (...classes: JobKindClass[]) =>
  new JobKinds(
    classes,
    classes.map((kindClass) => new kindClass()),
  );

describe('job kinds', () => {
  it('hold all that is promised elsewhere', () => {
    const kinds = kindsOf(...builtInKinds());
    for (const pool of ['cpu', 'gpu', 'nowhere']) expect(() => checkKinds(kinds, pool)).not.toThrow();
    expect(promisedKinds().map(({ kind }) => kind)).toEqual([
      ...stepNames,
      'query',
      'simulate',
      'bootstrap',
      'kmeans',
    ]);
    for (const step of stepNames) expect(kinds.find(step)?.options.pool).toBe(stepDefinition(step).pool);
    expect(kinds.ofPool('cpu')).toContain('query');
    expect(kinds.ofPool('nowhere')).toEqual([]);
  });

  it('do not know others', () => {
    const kinds = kindsOf(countdown());
    expect(kinds.find('mine-bitcoin')).toBeUndefined();
    expect(kinds.find('constructor')).toBeUndefined();
  });

  it('that are declared twice are refused', () => {
    expect(() => kindsOf(countdown(), countdown())).toThrow("The job kind 'countdown' is declared twice.");
  });

  it.each<[string, Partial<JobKindOptions>, RegExp]>([
    ['a name in capitals', { kind: 'Countdown' }, /'Countdown'.*lower-case letters/],
    ['a pool without a name', { pool: '' }, /names of lower-case letters/],
    ['no schema', { parameters: undefined }, /no zod schema/],
    ['a limit of nothing', { timeLimitSeconds: 0 }, /timeLimitSeconds that is not above 0: 0/],
    ['a limit that is no number', { memoryLimitMb: Number.NaN }, /memoryLimitMb/],
  ])('with %s are refused', (_what, options, message) => {
    expect(() => kindsOf(countdown(options))).toThrow(message);
  });

  it('without code, or without a declaration, are refused', () => {
    class Idle {}
    expect(() => kindsOf(Idle as never)).toThrow("The class 'Idle' has no @JobKind().");
    JobKind({ kind: 'idle', pool: 'cpu', parameters })(Idle as never);
    expect(() => kindsOf(Idle as never)).toThrow(/'idle' of the class 'Idle' has no static method run/);
    // What a class is declared to be holds for itself, not for those that extend it.
    expect(kindOptionsOf(class extends countdown() {})).toBeNull();
  });

  it('must keep what is promised, in all points at once', () => {
    const promises = [
      { kind: 'countdown', pool: 'gpu', where: 'a step' },
      { kind: 'launch', pool: 'cpu', where: 'which users can submit' },
      { kind: 'land', pool: 'gpu', where: 'a step' },
    ];
    const kinds = kindsOf(countdown());
    expect(() => checkKinds(kinds, 'cpu', promises)).toThrow(
      "The job kinds are not complete: 'countdown', a step, belongs to the pool 'gpu', its handler to 'cpu'; " +
        "'launch', which users can submit, has no handler.",
    );
    expect(() => checkKinds(kinds, 'gpu', promises)).toThrow(/'land', a step, has no handler/);
    const other = [{ kind: 'countdown', pool: 'cpu', where: 'a step', parameters: z.object() }];
    expect(() => checkKinds(kinds, 'cpu', other)).toThrow(/has other parameters there/);
    expect(() => checkKinds(kinds, 'cpu', [{ ...other[0], parameters } as never])).not.toThrow();
  });
});
