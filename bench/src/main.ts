import { availableParallelism } from 'node:os';
import { coldRows } from './cold-rows.js';
import { convert } from './convert.js';
import { filter } from './filter.js';
import type { Benchmark, Finding } from './finding.js';
import { hotRows } from './hot-rows.js';
import { House } from './house/house.js';
import { jobs } from './jobs.js';
import { search } from './search.js';
import { statistics } from './statistics.js';
import { table } from './table.js';
import { uploads } from './uploads.js';

const benchmarks: readonly Benchmark[] = [
  hotRows,
  coldRows,
  uploads,
  convert,
  statistics,
  filter,
  search,
  ...jobs,
];

const names = process.argv.slice(2);
/** `jobs` stands for all whose name begins with `jobs-`. */
const isMeant = (benchmark: Benchmark, name: string) =>
  benchmark.name === name || benchmark.name.startsWith(`${name}-`);
const unknown = names.find((name) => !benchmarks.some((benchmark) => isMeant(benchmark, name)));
if (unknown) {
  console.error(`Unknown: ${unknown}. The parts are ${benchmarks.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const chosen =
  names.length === 0 ? benchmarks : benchmarks.filter((each) => names.some((name) => isMeant(each, name)));
console.log(`Node.js ${process.version}, ${availableParallelism()} cores`);
console.log(`\n${table(await runAll(chosen))}`);

async function runAll(chosen: readonly Benchmark[]): Promise<Finding[]> {
  const house = chosen.some(({ needsHouse }) => needsHouse) ? await House.start() : null;
  const api = { url: house?.apiUrl ?? '', pid: house?.apiPid ?? 0 };
  const databaseUrl = house?.databaseUrl ?? '';
  const findings: Finding[] = [];
  try {
    for (const benchmark of chosen) {
      console.log(`\n── ${benchmark.name}`);
      findings.push(...(await benchmark.run({ api, databaseUrl, say: (line) => console.log(`   ${line}`) })));
    }
  } finally {
    await house?.stop();
  }
  return findings;
}
