import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FaultHouse } from '../fault-house.js';
import { queueSizes } from '../queue-sizes.js';
import { recordedEffects, recordedJobs, recordedTransitions } from '../records.js';
import type { History } from './history.js';
import { processesWith, type SeenProcess } from './processes.js';

/**
 * Looks at everything that a fault may have left its traces in. RabbitMQ takes seconds to tell of its queues: they are
 * asked for when nothing else is wrong.
 */
export async function observe(
  house: FaultHouse,
  { confirmed, keys }: Pick<History, 'confirmed' | 'keys'>,
  { queues }: { queues: boolean },
): Promise<History> {
  const { db, folder } = house;
  const processes = await processesWith(join(folder, 'tmp'));
  const services = house.lodgers.filter(({ service }) => service.runs).map(({ service }) => service.pid);
  return {
    confirmed,
    keys,
    jobs: await recordedJobs(db),
    transitions: await recordedTransitions(db),
    effects: await recordedEffects(db),
    results: await results(join(folder, 'blobs')),
    queues: queues ? await queueSizes(house) : [],
    strays: strays(processes, services, house),
    leftovers: await leftovers(folder, processes),
  };
}

/** A worker keeps the processes of its jobs for the next ones, as many as it runs at once. */
const childrenPerWorker = 2;

function strays(processes: SeenProcess[], services: number[], { workers }: FaultHouse): string[] {
  const allowed = new Set(services);
  for (const { service } of workers) {
    const own = processes.filter(({ parent }) => service.runs && parent === service.pid);
    for (const { pid } of own.slice(0, childrenPerWorker)) allowed.add(pid);
  }
  return processes
    .filter(({ pid }) => !allowed.has(pid))
    .map(({ pid, parent, command }) => `${pid} (of ${parent}): ${command.slice(0, 200)}`);
}

/** Attempts that blobs are kept of, for each job. */
async function results(blobs: string): Promise<History['results']> {
  const jobs = await list(join(blobs, 'jobs'));
  return Promise.all(
    jobs.map(async (jobId) => ({ jobId, attempts: (await list(join(blobs, 'jobs', jobId))).sort() })),
  );
}

/** Each living process of jobs has a folder, and in it an empty one of its DuckDB. */
async function leftovers(folder: string, living: SeenProcess[]): Promise<string[]> {
  const pids = living.map(({ pid }) => pid);
  const inside = async (...path: string[]) =>
    (await list(join(folder, ...path))).map((name) => [...path, name].join('/'));
  const processFolders = await inside('scratch', 'workers');
  const inScratch = (
    await Promise.all([...processFolders, 'scratch/api'].map((path) => inside(path)))
  ).flat();
  const engines = inScratch.filter((path) => pids.includes(engineOwner(path)));
  const inEngines = (await Promise.all(engines.map((path) => inside(path)))).flat();
  return [
    ...(processFolders.length > living.length ? processFolders : []),
    ...inScratch.filter((path) => !engines.includes(path)),
    ...inEngines,
    ...(await unfinished(folder, processFolders)),
    ...(await inside('tmp')),
  ];
}

/** Each living process that has written blobs keeps an empty folder for the next ones. */
async function unfinished(folder: string, processFolders: string[]): Promise<string[]> {
  const writers = processFolders.map((path) => basename(path));
  const incoming = join('blobs', '.incoming');
  const found = await list(join(folder, incoming));
  const inside = await Promise.all(
    found.map(async (writer) =>
      (await list(join(folder, incoming, writer))).map((name) => join(writer, name)),
    ),
  );
  const strange = found.filter((name) => !writers.includes(name));
  return [...strange, ...inside.flat()].map((name) => join(incoming, name));
}

/** The process that opened a DuckDB whose folder this is: `engine-<host>-<pid>-<random>`. */
function engineOwner(path: string): number {
  return Number(/\/engine-.*-(\d+)-\w+$/.exec(path)?.[1] ?? Number.NaN);
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
