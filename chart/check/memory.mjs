// What a container needs when everything its settings allow happens at once, in MiB; README.md has the same sums in words.

/** Node.js, the code, connections and requests under way. */
const process = 256;
/** DuckDB beyond its own limit: what its buffer manager does not count. */
const duckDb = (mb) => 1.6 * mb;
/** What a process for one filter, download or job may have beside DuckDB before it is ended. */
const beside = 512;
/** The default of SEARCH_MEMORY_MB. */
const search = 256;

const needs = {
  api: (setting) =>
    process +
    duckDb(setting('PAGE_MEMORY_MB')) +
    1.75 * setting('PAGE_CACHE_MB') +
    (setting('SEARCH_MEMORY_MB') ?? search) +
    (setting('FILTER_PROCESSES') + setting('EXPORT_PROCESSES')) *
      (duckDb(setting('FILTER_MEMORY_MB')) + beside),
  worker: (setting) => process + setting('WORKER_CONCURRENCY') * (duckDb(setting('JOB_MEMORY_MB')) + beside),
};

const units = { Mi: 1, Gi: 1024 };

/** Sentences about Deployments whose containers may need more than their limit. */
export function problemsOfMemory(objects) {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ metadata, spec }) =>
      spec.template.spec.containers
        .filter(({ name }) => needs[name])
        .map(({ name, env, resources }) => {
          const setting = (wanted) => {
            const found = env.find((variable) => variable.name === wanted);
            return found && Number(found.value);
          };
          const [, amount, unit] = /^([\d.]+)(Mi|Gi)$/.exec(resources.limits.memory);
          const limit = amount * units[unit];
          const need = Math.ceil(needs[name](setting));
          return need > limit ? `${metadata.name} may need ${need} MiB and has ${limit}` : '';
        }),
    )
    .filter(Boolean);
}
