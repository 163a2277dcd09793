import type {
  CompatibleLibraries,
  CompatibleLibrary,
  DatasetInfos,
  LoadingCode,
  ParquetFileItem,
} from '@rowhouse/contract';
import { baseUrlMark, parquetRef } from '@rowhouse/datasets';
import { recordSetNames } from './croissant/names.js';
import { succeeded } from './inputs.js';
import { type ConfigFiles, libraries } from './loading-code.js';
import type { StepContext } from './step-context.js';

/** Further configs are left out, as in the reference. */
const maxConfigs = 100;

/** Code in Python that loads each config with each library that can read Parquet files by their URLs. */
export function datasetCompatibleLibraries({ task }: StepContext): CompatibleLibraries {
  const infos = succeeded<DatasetInfos>(task, 'dataset-info')[0]?.content.dataset_info ?? {};
  const items =
    succeeded<{ parquet_files: ParquetFileItem[] }>(task, 'dataset-parquet')[0]?.content.parquet_files ?? [];
  const configs = configFiles(items, task.datasetName).slice(0, maxConfigs);
  const list = libraries.map(({ library, loader, loads, code }): CompatibleLibrary => {
    const loadable = configs.filter((config) => loads?.(config) ?? true);
    return {
      language: 'python',
      library,
      function: loader,
      loading_codes: loadable.map((config) => loadingCode(config, code)),
    };
  });
  const formats = Object.values(infos).map(({ builder_name }) => builder_name);
  return {
    libraries: list.filter(({ loading_codes }) => loading_codes.length > 0),
    formats: [...new Set(formats)].filter((format) => format !== '').sort(),
  };
}

function loadingCode(config: ConfigFiles, code: (config: ConfigFiles) => string): LoadingCode {
  const splits = config.splits.map(([split, files]) => [split, oneOrMany(files)] as const);
  return {
    config_name: config.configName,
    arguments: { splits: Object.fromEntries(splits) },
    code: code(config),
  };
}

function configFiles(items: readonly ParquetFileItem[], datasetName: string): ConfigFiles[] {
  const configs = new Map<string, Map<string, string[]>>();
  for (const { config, split, filename } of items) {
    const splits = configs.get(config) ?? new Map<string, string[]>();
    configs.set(config, splits);
    const path = [config, split, filename].map(encodeURIComponent).join('/');
    splits.set(split, [...(splits.get(split) ?? []), path]);
  }
  const recordSets = recordSetNames([...configs.keys()], datasetName);
  return [...configs].map(([configName, splits]) => ({
    configName,
    splits: [...splits],
    folder: `${baseUrlMark}/datasets/${datasetName}/resolve/${encodeURIComponent(parquetRef)}/`,
    croissant: `${baseUrlMark}/api/datasets/${datasetName}/croissant`,
    recordSet: recordSets.get(configName) ?? configName,
  }));
}

function oneOrMany(files: readonly string[]): string | string[] {
  const [first] = files;
  return files.length === 1 && first !== undefined ? first : [...files];
}
