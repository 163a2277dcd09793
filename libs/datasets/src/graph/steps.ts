/** Where a step's result belongs; a config-level result has no split, a dataset-level one neither. */
export type StepLevel = 'dataset' | 'config' | 'split';

/**
 * How a step depends on another:
 * `one` needs that step's success at the same place; `some` waits until that step has ended everywhere below
 * and needs one success; `ended` waits likewise and also takes failures.
 */
export type NeedKind = 'one' | 'some' | 'ended';

export interface StepDefinition {
  level: StepLevel;
  needs: Readonly<Record<string, NeedKind>>;
  pool: string;
  /** Above 0: sooner than other steps that are due; below: later. One step is worth a minute. Default 0. */
  priority?: number;
  /** True: readers do not wait for it; a revision is shown when all other steps have ended. Default false. */
  late?: boolean;
  /** Raised when the result's meaning or shape changes. */
  version: number;
}

/** The processing graph: what is computed for a revision, and from what. */
export const steps = {
  'split-parquet': { level: 'split', needs: {}, pool: 'cpu', version: 1 },
  'split-first-rows': { level: 'split', needs: { 'split-parquet': 'one' }, pool: 'cpu', version: 2 },
  // This and the next read all rows: what others wait for goes first.
  'split-statistics': {
    level: 'split',
    needs: { 'split-parquet': 'one' },
    pool: 'cpu',
    priority: -1,
    version: 1,
  },
  'split-search-index': {
    level: 'split',
    needs: { 'split-parquet': 'one' },
    pool: 'cpu',
    priority: -1,
    version: 1,
  },
  'split-is-valid': {
    level: 'split',
    needs: {
      'split-parquet': 'ended',
      'split-first-rows': 'ended',
      'split-statistics': 'ended',
      'split-search-index': 'ended',
    },
    pool: 'cpu',
    version: 3,
  },
  // Nothing waits for these two but their sums, and they take the longest: no reader shall wait for them.
  'split-opt-in-out-urls-count': {
    level: 'split',
    needs: { 'split-parquet': 'one' },
    pool: 'cpu',
    priority: -2,
    late: true,
    version: 1,
  },
  'split-presidio-scan': {
    level: 'split',
    needs: { 'split-parquet': 'one' },
    pool: 'cpu',
    priority: -2,
    late: true,
    version: 1,
  },
  'config-split-names': { level: 'config', needs: {}, pool: 'cpu', version: 1 },
  'config-parquet': { level: 'config', needs: { 'split-parquet': 'some' }, pool: 'cpu', version: 1 },
  'config-info': { level: 'config', needs: { 'split-parquet': 'some' }, pool: 'cpu', version: 1 },
  'config-size': { level: 'config', needs: { 'split-parquet': 'some' }, pool: 'cpu', version: 1 },
  'config-is-valid': { level: 'config', needs: { 'split-is-valid': 'ended' }, pool: 'cpu', version: 2 },
  'config-opt-in-out-urls-count': {
    level: 'config',
    needs: { 'split-opt-in-out-urls-count': 'some' },
    pool: 'cpu',
    late: true,
    version: 1,
  },
  'dataset-split-names': {
    level: 'dataset',
    needs: { 'config-split-names': 'ended' },
    pool: 'cpu',
    version: 1,
  },
  'dataset-parquet': { level: 'dataset', needs: { 'config-parquet': 'ended' }, pool: 'cpu', version: 1 },
  'dataset-info': { level: 'dataset', needs: { 'config-info': 'ended' }, pool: 'cpu', version: 1 },
  'dataset-size': { level: 'dataset', needs: { 'config-size': 'ended' }, pool: 'cpu', version: 1 },
  'dataset-is-valid': { level: 'dataset', needs: { 'config-is-valid': 'ended' }, pool: 'cpu', version: 2 },
  'dataset-opt-in-out-urls-count': {
    level: 'dataset',
    needs: { 'config-opt-in-out-urls-count': 'some' },
    pool: 'cpu',
    late: true,
    version: 1,
  },
  'dataset-presidio-entities-count': {
    level: 'dataset',
    needs: { 'split-presidio-scan': 'some' },
    pool: 'cpu',
    late: true,
    version: 1,
  },
  'dataset-compatible-libraries': {
    level: 'dataset',
    needs: { 'dataset-info': 'one', 'dataset-parquet': 'one' },
    pool: 'cpu',
    version: 1,
  },
  'dataset-croissant-crumbs': {
    level: 'dataset',
    needs: { 'dataset-info': 'one', 'split-parquet': 'ended' },
    pool: 'cpu',
    version: 1,
  },
  'dataset-hub-cache': {
    level: 'dataset',
    needs: {
      'dataset-is-valid': 'one',
      'dataset-size': 'one',
      'dataset-info': 'one',
      'dataset-compatible-libraries': 'one',
    },
    pool: 'cpu',
    version: 2,
  },
} as const satisfies Record<string, StepDefinition>;

export type StepName = keyof typeof steps;

export const stepNames = Object.keys(steps) as StepName[];

export function isStepName(text: string): text is StepName {
  return Object.hasOwn(steps, text);
}

export function stepDefinition(step: StepName): StepDefinition {
  return steps[step];
}

/** The steps that wait for a step, in the order of the graph. */
export function dependentsOf(step: StepName): StepName[] {
  return stepNames.filter((name) => Object.hasOwn(steps[name].needs, step));
}

/** The steps that readers do not wait for. */
export const lateSteps = stepNames.filter((step) => stepDefinition(step).late);

/** A step that no other waits for but late ones: the last step that readers wait for is always one of these. */
export function endsTheWait(step: StepName): boolean {
  return !isLate(step) && dependentsOf(step).every(isLate);
}

function isLate(step: StepName): boolean {
  return stepDefinition(step).late === true;
}
