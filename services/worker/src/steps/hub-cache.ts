import type {
  CompatibleLibraries,
  DatasetInfos,
  DatasetSizes,
  Feature,
  HubCache,
  IsValid,
} from '@rowhouse/contract';
import { succeeded } from './inputs.js';
import type { StepContext } from './step-context.js';

const numeric = /^(u?int|float|decimal|bool)/;
const temporal = /^(timestamp|date)/;

/** What a list of datasets shows of one: can it be viewed, how many rows, which formats and kinds of data. */
export function datasetHubCache({ task }: StepContext): HubCache {
  const [valid] = succeeded<IsValid>(task, 'dataset-is-valid');
  const [size] = succeeded<DatasetSizes>(task, 'dataset-size');
  const [info] = succeeded<DatasetInfos>(task, 'dataset-info');
  const [compatible] = succeeded<CompatibleLibraries>(task, 'dataset-compatible-libraries');
  const configs = Object.values(info?.content.dataset_info ?? {});
  const total = size?.content.size.dataset;
  return {
    preview: valid?.content.preview ?? false,
    viewer: valid?.content.viewer ?? false,
    partial: size?.content.partial ?? false,
    num_rows: total?.estimated_num_rows ?? total?.num_rows ?? 0,
    libraries: compatible?.content.libraries.map(({ library }) => library) ?? [],
    formats: compatible?.content.formats ?? [],
    modalities: [
      ...new Set(configs.flatMap((config) => modalitiesOf(Object.values(config.features)))),
    ].sort(),
  };
}

/** Kinds of data by the columns of a table: a table of numbers is tabular, one with times beside them a time series. */
export function modalitiesOf(columns: readonly Feature[]): string[] {
  const dtypes = columns.map((column) => (column._type === 'Value' ? String(column.dtype) : ''));
  const numbers = dtypes.filter((dtype) => numeric.test(dtype)).length;
  const found = new Set(columns.flatMap(mediaOf));
  if (numbers + dtypes.filter((dtype) => temporal.test(dtype)).length >= 2) found.add('tabular');
  if (numbers > 0 && dtypes.some((dtype) => temporal.test(dtype))) found.add('timeseries');
  return [...found];
}

/** What a feature holds, at any depth. */
function mediaOf(feature: Feature): string[] {
  switch (feature._type) {
    case 'Image':
      return ['image'];
    case 'Audio':
      return ['audio'];
    case 'Video':
      return ['video'];
    case 'Pdf':
      return ['document'];
    case 'Translation':
    case 'TranslationVariableLanguages':
      return ['text'];
    case 'Value':
      return feature.dtype === 'string' || feature.dtype === 'large_string' ? ['text'] : [];
    case 'List':
    case 'LargeList':
    case 'Sequence':
      return mediaOf(feature.feature as Feature);
    default:
      return typeof feature._type === 'string' ? [] : Object.values(feature).flatMap(mediaOf);
  }
}
