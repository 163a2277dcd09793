/** What code needs to know to load a config. */
export interface ConfigFiles {
  configName: string;
  /** Names of splits with their Parquet files in order, relative to `folder`. */
  splits: [string, string[]][];
  /** Ends in `/`. */
  folder: string;
  /** The URL of the Croissant document, and the name of the config in it. */
  croissant: string;
  recordSet: string;
}

interface Library {
  library: string;
  /** The function that loads. */
  loader: string;
  /** Which configs it can load; absent: all. */
  loads?: (config: ConfigFiles) => boolean;
  code: (config: ConfigFiles) => string;
}

/** JSON's strings, lists and objects are Python's too. */
const python = (value: unknown) => JSON.stringify(value);

const splitsOf = ({ splits }: ConfigFiles) => {
  const entries = splits.map(([split, files]) => `${python(split)}: [${files.map(python).join(', ')}]`);
  return `splits = {${entries.join(', ')}}`;
};
const firstSplit = ({ splits }: ConfigFiles) => python(splits[0]?.[0] ?? 'train');
const urls = (config: ConfigFiles) => `[folder + file for file in splits[${firstSplit(config)}]]`;

/** The start of all that read Parquet files themselves. */
const preamble = (config: ConfigFiles) => `folder = ${python(config.folder)}\n${splitsOf(config)}\n`;

export const libraries: readonly Library[] = [
  {
    library: 'datasets',
    loader: 'load_dataset',
    code: (config) =>
      `from datasets import load_dataset\n\n${preamble(config)}` +
      'files = {split: [folder + file for file in names] for split, names in splits.items()}\n' +
      'ds = load_dataset("parquet", data_files=files)',
  },
  {
    library: 'pandas',
    loader: 'pd.read_parquet',
    code: (config) =>
      `import pandas as pd\n\n${preamble(config)}` +
      `df = pd.concat([pd.read_parquet(folder + file) for file in splits[${firstSplit(config)}]], ignore_index=True)`,
  },
  {
    library: 'polars',
    loader: 'pl.read_parquet',
    code: (config) => `import polars as pl\n\n${preamble(config)}df = pl.read_parquet(${urls(config)})`,
  },
  {
    library: 'dask',
    loader: 'dd.read_parquet',
    code: (config) =>
      `import dask.dataframe as dd\n\n${preamble(config)}df = dd.read_parquet(${urls(config)})`,
  },
  {
    library: 'duckdb',
    loader: 'duckdb.read_parquet',
    code: (config) => `import duckdb\n\n${preamble(config)}rows = duckdb.read_parquet(${urls(config)})`,
  },
  {
    library: 'mlcroissant',
    loader: 'Dataset',
    // It reads no sets of files that each have an address of their own.
    loads: ({ splits }) => splits.flatMap(([, files]) => files).length === 1,
    code: ({ croissant, recordSet }) =>
      `from mlcroissant import Dataset\n\nds = Dataset(jsonld=${python(croissant)})\n` +
      `records = ds.records(${python(recordSet)})`,
  },
];
