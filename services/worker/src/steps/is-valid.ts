import type { IsValid } from '@rowhouse/contract';
import { succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';

/** A config can do what one of its splits can. */
export function configIsValid({ task }: StepContext): IsValid {
  return anyOf(succeeded<IsValid>(task, 'split-is-valid'));
}

/** A dataset can do what one of its configs can. */
export function datasetIsValid({ task }: StepContext): IsValid {
  return anyOf(succeeded<IsValid>(task, 'config-is-valid'));
}

function anyOf(parts: readonly { content: IsValid }[]): IsValid {
  const any = (capability: keyof IsValid) => parts.some(({ content }) => content[capability]);
  return {
    preview: any('preview'),
    viewer: any('viewer'),
    search: any('search'),
    filter: any('filter'),
    statistics: any('statistics'),
  };
}
