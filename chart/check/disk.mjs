// What a pod with a bucket needs on its node's disk when everything its settings allow happens at once, in MiB.

/** Unfinished work of one job, and of an api. */
const room = { api: 1024, worker: 2048 };

const units = { Mi: 1, Gi: 1024 };
function mebibytes(quantity) {
  const [, amount, unit] = /^([\d.]+)(Mi|Gi)$/.exec(quantity);
  return amount * units[unit];
}

/** Sentences about Deployments whose local copies do not fit into their scratch volume, or whose volumes not into a limit. */
export function problemsOfDisk(objects) {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ metadata, spec }) =>
      spec.template.spec.containers.flatMap(({ name, env, resources }) => {
        const setting = (wanted) => env.find((variable) => variable.name === wanted)?.value;
        const sizes = spec.template.spec.volumes.flatMap((volume) =>
          volume.emptyDir?.sizeLimit ? [[volume.name, mebibytes(volume.emptyDir.sizeLimit)]] : [],
        );
        const problems = [];
        const scratch = sizes.find(([volume]) => volume === 'scratch')?.[1];
        if (scratch && /^(gs|s3):/.test(setting('BLOB_URL'))) {
          const atOnce = Number(setting('WORKER_CONCURRENCY') ?? 1);
          const need = atOnce * (Number(setting('BLOB_CACHE_MB')) + room[name]);
          if (need > scratch)
            problems.push(`${metadata.name} may need ${need} MiB of scratch and has ${scratch}`);
        }
        const limit = resources.limits['ephemeral-storage'];
        const all = sizes.reduce((sum, [, size]) => sum + size, 0);
        if (limit && all > mebibytes(limit))
          problems.push(`${metadata.name} has volumes of ${all} MiB and a limit of ${limit}`);
        return problems;
      }),
    );
}

/** Sentences about pods that GKE's Autopilot would evict or refuse: it bounds their disk, by 1 GiB unless they ask, and by 10. */
export function problemsOfAutopilot(objects) {
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ metadata, spec }) => {
      const [{ resources }] = spec.template.spec.containers;
      const asked = resources.requests['ephemeral-storage'] ?? '1Gi';
      const limit = resources.limits['ephemeral-storage'] ?? '1Gi';
      const volumes = spec.template.spec.volumes
        .filter(({ emptyDir }) => emptyDir)
        .reduce((sum, { emptyDir }) => sum + mebibytes(emptyDir.sizeLimit), 0);
      const { annotations = {} } = spec.template.metadata;
      const spot = spec.template.spec.nodeSelector?.['cloud.google.com/gke-spot'] === 'true';
      return [
        asked !== limit && `${metadata.name} asks for ${asked} of disk and is bounded by ${limit}`,
        mebibytes(limit) > 10 * 1024 && `${metadata.name} asks for ${limit} of disk`,
        volumes > mebibytes(limit) && `${metadata.name} has volumes of ${volumes} MiB and gets ${limit}`,
        spot &&
          annotations['cluster-autoscaler.kubernetes.io/safe-to-evict'] === 'false' &&
          `${metadata.name} asks for a long life on a spot node`,
      ].filter(Boolean);
    });
}
