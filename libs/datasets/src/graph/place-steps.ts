import type { Place } from '../layout/place-of.js';
import { type StepLevel, type StepName, stepDefinition, stepNames } from './steps.js';

/** A step at a place; `''` stands for "no config" or "no split". */
export interface PlacedStep {
  step: StepName;
  config: string;
  split: string;
  /** How many results must have ended before this step can run. */
  waitingFor: number;
}

/** Every step that a revision with these splits needs. */
export function placeSteps(splits: readonly Place[]): PlacedStep[] {
  return stepNames.flatMap((step) => {
    const { level, needs } = stepDefinition(step);
    return placesAt(level, splits).map((place) => ({
      step,
      ...place,
      waitingFor: (Object.keys(needs) as StepName[])
        .map((need) => inputPlaces(need, place, splits).length)
        .reduce((sum, count) => sum + count, 0),
    }));
  });
}

/** The places of a needed step's results, as seen from the place of the step that needs them. */
export function inputPlaces(need: StepName, from: Place, splits: readonly Place[]): Place[] {
  return placesAt(stepDefinition(need).level, splits).filter(
    ({ config, split }) =>
      (from.config === '' || config === '' || config === from.config) &&
      (from.split === '' || split === '' || split === from.split),
  );
}

function placesAt(level: StepLevel, splits: readonly Place[]): Place[] {
  if (level === 'split') return splits.map(({ config, split }) => ({ config, split }));
  if (level === 'dataset') return [{ config: '', split: '' }];
  return [...new Set(splits.map(({ config }) => config))].map((config) => ({ config, split: '' }));
}
