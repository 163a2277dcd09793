import { placeSteps } from './place-steps.js';
import { dependentsOf, type StepLevel, stepDefinition, stepNames } from './steps.js';

const splits = [
  { config: 'en', split: 'train' },
  { config: 'en', split: 'test' },
  { config: 'fr', split: 'train' },
];

describe('the processing graph', () => {
  it('has no cycle and names only steps that exist', () => {
    const done = new Set<string>();
    for (const step of stepNames) {
      for (const need of Object.keys(stepDefinition(step).needs)) expect(done).toContain(need);
      done.add(step);
    }
  });

  it('places every step once per place and counts its inputs', () => {
    const placed = placeSteps(splits);
    const count = (step: string, config: string, split: string) =>
      placed.find((item) => item.step === step && item.config === config && item.split === split)?.waitingFor;
    expect(count('split-parquet', 'en', 'test')).toBe(0);
    expect(count('split-is-valid', 'en', 'test')).toBe(4);
    expect(count('config-size', 'en', '')).toBe(2);
    expect(count('config-size', 'fr', '')).toBe(1);
    expect(count('dataset-size', '', '')).toBe(2);
    const steps = (level: StepLevel) =>
      stepNames.filter((step) => stepDefinition(step).level === level).length;
    expect(placed).toHaveLength(steps('split') * 3 + steps('config') * 2 + steps('dataset'));
  });

  it('places as many configs as an upload may have files', () => {
    // The api waits for this: in time that grows with their square it would be a minute.
    const many = Array.from({ length: 10_000 }, (_, n) => ({ config: `c${n}`, split: 'train' }));
    const placed = placeSteps(many);
    const waits = (step: string) =>
      placed.filter((item) => item.step === step).map((item) => item.waitingFor);
    expect(waits('dataset-size')).toEqual([10_000]);
    expect(new Set(waits('config-size'))).toEqual(new Set([1]));
    expect(waits('config-size')).toHaveLength(10_000);
  });

  it('counts to zero when every input reports to its dependents once', () => {
    const placed = placeSteps(splits);
    const waiting = new Map(
      placed.map((item) => [`${item.step}|${item.config}|${item.split}`, item.waitingFor]),
    );
    for (const done of placed) {
      for (const dependent of dependentsOf(done.step)) {
        const { level } = stepDefinition(dependent);
        const config = level === 'dataset' ? '' : done.config;
        const split = level === 'split' ? done.split : '';
        const key = `${dependent}|${config}|${split}`;
        waiting.set(key, (waiting.get(key) ?? Number.NaN) - 1);
      }
    }
    expect([...waiting.values()].every((count) => count === 0)).toBe(true);
  });
});
