import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtInKinds } from './built-in-kinds.js';
import { type JobKindClass, kindOptionsOf } from './job-kind.js';
import { KindError } from './kind-error.js';

/**
 * The kinds that come with the worker and those of the named modules. The worker and each of its child processes load
 * them, in the same way.
 * @throws KindError for a module that can't be loaded or that exports no kind
 */
export async function loadKinds(modules: readonly string[]): Promise<JobKindClass[]> {
  const loaded = await Promise.all(modules.map(kindsOfModule));
  return [...builtInKinds(), ...loaded.flat()];
}

async function kindsOfModule(specifier: string): Promise<JobKindClass[]> {
  const found = Object.values(await load(specifier)).filter((value) => kindOptionsOf(value) !== null);
  if (found.length > 0) return [...new Set(found)] as JobKindClass[];
  throw new KindError(
    `The module '${specifier}' of WORKER_KIND_MODULES exports no job kind. Export a class with @JobKind({ … }) by name.`,
  );
}

async function load(specifier: string): Promise<Record<string, unknown>> {
  try {
    return (await import(urlOf(specifier))) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KindError(
      `The module '${specifier}' of WORKER_KIND_MODULES can't be loaded: ${reason}. Name the JavaScript file by its path, or a package that is installed with the worker.`,
      { cause },
    );
  }
}

/** A path, absolute or beginning with a dot, is one of a file; anything else the name of a package. */
function urlOf(specifier: string): string {
  const isPath = specifier.startsWith('/') || specifier.startsWith('.');
  return isPath ? pathToFileURL(resolve(specifier)).href : specifier;
}
