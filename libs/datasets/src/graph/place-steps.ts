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

/** Every step that a revision with these splits needs, each split once. Takes time in proportion to what it gives. */
export function placeSteps(splits: readonly Place[]): PlacedStep[] {
  const places = placesOf(splits);
  return stepNames.flatMap((step) => {
    const { level, needs } = stepDefinition(step);
    const needed = (Object.keys(needs) as StepName[]).map((need) => stepDefinition(need).level);
    return places[level].map((place) => ({
      step,
      ...place,
      waitingFor: needed.reduce((sum, from) => sum + places.seenFrom(place, level, from), 0),
    }));
  });
}

/** The places at each level, and how many of a level's places lie at, below or above one of another level. */
function placesOf(splits: readonly Place[]) {
  const splitsOf = new Map<string, number>();
  for (const { config } of splits) splitsOf.set(config, (splitsOf.get(config) ?? 0) + 1);
  return {
    split: splits.map(({ config, split }) => ({ config, split })),
    config: [...splitsOf.keys()].map((config) => ({ config, split: '' })),
    dataset: [{ config: '', split: '' }],
    seenFrom({ config }: Place, level: StepLevel, below: StepLevel): number {
      if (level === 'split' || below === 'dataset') return 1;
      if (level === 'dataset') return below === 'split' ? splits.length : splitsOf.size;
      return below === 'split' ? (splitsOf.get(config) ?? 0) : 1;
    },
  };
}
