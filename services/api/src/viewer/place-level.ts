import type { StepName } from '@rowhouse/datasets';
import { parameter, type Query, requireTogether } from './parameters.js';

/** The steps that answer one path, by how much of a place the request names. */
export interface LeveledSteps {
  dataset: StepName;
  config: StepName;
  split?: StepName;
}

/** The most specific step for which the request has all parameters; further ones are ignored, as in the reference. */
export function leveledPlace(
  query: Query,
  steps: LeveledSteps,
): { step: StepName; place: { dataset: string; config?: string; split?: string } } {
  const { dataset } = requireTogether(query, ['dataset']);
  const config = parameter(query, 'config');
  const split = parameter(query, 'split');
  if (config !== undefined && split !== undefined && steps.split) {
    return { step: steps.split, place: { dataset, config, split } };
  }
  if (config !== undefined) return { step: steps.config, place: { dataset, config } };
  return { step: steps.dataset, place: { dataset } };
}
