/** Gives out the ids of a Croissant document: `/` and the like part them, and no two may be the same. */
export class Names {
  readonly #taken = new Set<string>();

  constructor(...taken: string[]) {
    for (const name of taken) this.#taken.add(name);
  }

  of(text: string): string {
    let name = text.replace(/[^a-zA-Z0-9_.-]/g, '_');
    while (this.#taken.has(name)) name += '_0';
    this.#taken.add(name);
    return name;
  }

  /** As `of`, and takes the names of the config's splits and files too. */
  ofConfig(config: string): string {
    let name = config.replace(/[^a-zA-Z0-9_.-]/g, '_');
    const all = () => [name, splitsName(name), filesName(name)];
    while (all().some((each) => this.#taken.has(each))) name += '_0';
    for (const each of all()) this.#taken.add(each);
    return name;
  }
}

/**
 * The names of the record sets of configs, in order. A document can't hold the name of the dataset again, nor that of
 * a file set or of the splits of another config.
 */
export function recordSetNames(configs: readonly string[], datasetName: string): Map<string, string> {
  const names = new Names('repo', datasetName.split('/')[1] ?? datasetName);
  return new Map(configs.map((config) => [config, names.ofConfig(config)]));
}

export function splitsName(recordSet: string): string {
  return `${recordSet}_splits`;
}

export function filesName(recordSet: string): string {
  return `parquet-files-for-config-${recordSet}`;
}
