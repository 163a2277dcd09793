// The names of all metrics, from the sources that make them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every name with its prefix. Sources name metrics without it, as the first word of a call or as `name`. */
export function metricNames() {
  const names = sources().flatMap((source) => [
    ...readFileSync(source, 'utf8').matchAll(/(?:name: |counter\(\s*|gauge\(\s*)'([a-z][a-z0-9_]+)'/g),
  ]);
  return new Set(names.map(([, name]) => `rowhouse_${name}`));
}

function sources() {
  return ['libs', 'services'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => typescriptIn(join(root, folder, name, 'src'))),
  );
}

function typescriptIn(folder) {
  try {
    return readdirSync(folder, { recursive: true })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => join(folder, name));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
