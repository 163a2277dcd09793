import type { Feature, FeatureColumn } from '@rowhouse/contract';
import type { MediaType } from './sniff.js';

const kinds: ReadonlySet<unknown> = new Set<MediaType['kind']>(['Image', 'Audio', 'Video', 'Pdf']);

/** The kind of media that a feature is; null for all others. */
export function mediaKind(feature: Feature): MediaType['kind'] | null {
  return kinds.has(feature._type) ? (feature._type as MediaType['kind']) : null;
}

/** True for columns with cells, or parts of cells, that are shown as addresses. */
export function isMedia({ type }: Pick<FeatureColumn, 'type'>): boolean {
  if (mediaKind(type)) return true;
  return innerFeatures(type).some(([, feature]) => isMedia({ type: feature }));
}

/** The item of a list, under the name `null`, or the fields of a struct; of other features nothing. */
export function innerFeatures(feature: Feature): [field: string | null, Feature][] {
  switch (feature._type) {
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return [[null, feature.feature as Feature]];
    default:
      return typeof feature._type === 'string' ? [] : Object.entries(feature as Record<string, Feature>);
  }
}
