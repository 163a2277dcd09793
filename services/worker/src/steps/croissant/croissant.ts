import type { CroissantCrumbs, CroissantNode, DatasetInfos } from '@rowhouse/contract';
import { baseUrlMark, parquetRef, type SplitParquet } from '@rowhouse/datasets';
import { succeeded } from '../inputs.js';
import type { StepContext } from '../step-context.js';
import { croissantContext, croissantVersion } from './context.js';
import { filesName, recordSetNames } from './names.js';
import { recordSetsOf } from './record-sets.js';

/** Further configs are left out, as in the reference. */
const maxConfigs = 100;

/** What of a Croissant document comes from a dataset's files; the api adds what people said of it. */
export function datasetCroissantCrumbs({ task }: StepContext): StoredCroissant {
  const all = Object.values(succeeded<DatasetInfos>(task, 'dataset-info')[0]?.content.dataset_info ?? {});
  const infos = all.slice(0, maxConfigs);
  const { datasetName } = task;
  const recordSets = recordSetNames(
    infos.map(({ config_name }) => config_name),
    datasetName,
  );
  const remarks =
    all.length > maxConfigs ? [`only the first ${maxConfigs} subsets are included in this metadata`] : [];
  const distribution: CroissantNode[] = [repository(datasetName)];
  const recordSet: CroissantNode[] = [];
  for (const info of infos) {
    const name = recordSets.get(info.config_name) ?? info.config_name;
    distribution.push({
      '@type': 'cr:FileSet',
      '@id': filesName(name),
      containedIn: { '@id': 'repo' },
      encodingFormat: 'application/x-parquet',
      includes: `${info.config_name}/*/*.parquet`,
    });
    recordSet.push(...recordSetsOf({ datasetName, recordSet: name, info, remarks }));
  }
  const files = succeeded<SplitParquet>(task, 'split-parquet').filter(({ config }) => recordSets.has(config));
  return {
    crumbs: {
      '@context': croissantContext,
      '@type': 'sc:Dataset',
      conformsTo: croissantVersion,
      distribution,
      recordSet,
    },
    files: files.flatMap((table) => fileObjects(datasetName, table)),
  };
}

/** The content of the step. */
export interface StoredCroissant {
  crumbs: CroissantCrumbs;
  /** Each Parquet file as a Croissant `FileObject`. */
  files: CroissantNode[];
}

function repository(datasetName: string): CroissantNode {
  return {
    '@type': 'cr:FileObject',
    '@id': 'repo',
    name: 'repo',
    description: 'The folder of Parquet files.',
    contentUrl: `${baseUrlMark}/datasets/${datasetName}/tree/${encodeURIComponent(parquetRef)}`,
    encodingFormat: 'git+https',
    // A folder has none, and a document without is not valid; the reference points to the discussion about it.
    sha256: 'https://github.com/mlcommons/croissant/issues/80',
  };
}

function fileObjects(
  datasetName: string,
  { config, split, content }: { config: string; split: string; content: SplitParquet },
): CroissantNode[] {
  const folder = `${baseUrlMark}/datasets/${datasetName}/resolve/${encodeURIComponent(parquetRef)}`;
  return content.files.map(({ filename, size, sha256 }) => {
    const path = [config, split, filename];
    return {
      '@type': 'cr:FileObject',
      '@id': path.join('/'),
      name: path.join('/'),
      contentUrl: `${folder}/${path.map(encodeURIComponent).join('/')}`,
      contentSize: `${size} B`,
      encodingFormat: 'application/x-parquet',
      sha256,
    };
  });
}
