import { events, houseHasEvents } from './data/house-events.js';
import { type BenchContext, type Benchmark, type Finding, ms, times } from './finding.js';
import { splitQuery } from './house/client.js';
import { type Load, loadOn } from './measure/load.js';
import { MemoryServer } from './measure/memory-server.js';
import { median } from './measure/quantile.js';

const connections = 8;
const seconds = 3;
const rounds = 7;

type Loads = Record<'rowhouse' | 'gzip' | 'bare', Load[]>;

/** One page of 100 rows over and over, against `node:http` with the same bytes in memory. */
export const hotRows: Benchmark = { name: 'rows', needsHouse: true, run };

async function run({ api, say }: BenchContext): Promise<Finding[]> {
  await houseHasEvents(api.url, say);
  const url = `${api.url}/rows?${splitQuery(events.dataset)}&offset=5000000&length=100`;
  const body = Buffer.from(
    await (await fetch(url, { headers: { 'Accept-Encoding': 'identity' } })).arrayBuffer(),
  );
  const bare = await MemoryServer.start(body);
  try {
    const loads: Loads = { rowhouse: [], gzip: [], bare: [] };
    const load = { connections, seconds };
    const gzip = { ...load, headers: { 'Accept-Encoding': 'gzip' } };
    await loadOn(url, api.pid, { ...load, seconds: 2 });
    await loadOn(bare.url, bare.pid, { ...load, seconds: 2 });
    for (let round = 0; round < rounds; round++) {
      loads.rowhouse.push(await loadOn(url, api.pid, load));
      loads.bare.push(await loadOn(bare.url, bare.pid, load));
      loads.gzip.push(await loadOn(url, api.pid, gzip));
    }
    for (const [name, list] of Object.entries(loads)) say(`${name.padEnd(8)} ${summary(list)}`);
    return findings(loads, body.length);
  } finally {
    await bare.stop();
  }
}

function findings({ rowhouse, gzip, bare }: Loads, bytes: number): Finding[] {
  const share = ratio(rowhouse, bare, 'requestsPerSecond');
  const p50 = typical(rowhouse, 'p50');
  return [
    {
      what: `hot /rows page (${Math.round(bytes / 1000)} kB), throughput against node:http`,
      measured: `${times(share)} (${rate(rowhouse)} against ${rate(bare)})`,
      aim: '≥ 0.3 ×',
      met: share >= 0.3,
    },
    {
      what: `hot /rows page, p50 at ${connections} connections`,
      measured: `${whole(p50)} (p99 ${whole(typical(rowhouse, 'p99'))}, mean ${ms(typical(rowhouse, 'mean'))}; node:http ${whole(typical(bare, 'p50'))}, ${whole(typical(bare, 'p99'))}, ${ms(typical(bare, 'mean'))})`,
      aim: '≤ 5 ms',
      met: p50 <= 5,
    },
    {
      what: 'hot /rows page, processor time per request against node:http',
      measured: `${times(ratio(rowhouse, bare, 'cpuPerRequest'))} (${ms(typical(rowhouse, 'cpuPerRequest'))} against ${ms(typical(bare, 'cpuPerRequest'))})`,
    },
    {
      what: 'the same page to clients that take gzip, against node:http without',
      measured: `${times(ratio(gzip, bare, 'requestsPerSecond'))} (${rate(gzip)}, p50 ${whole(typical(gzip, 'p50'))})`,
    },
  ];
}

function ratio(of: Load[], to: Load[], figure: keyof Load): number {
  return median(of.map((load, round) => load[figure] / (to[round]?.[figure] ?? Number.NaN)));
}

function typical(loads: Load[], figure: keyof Load): number {
  return median(loads.map((load) => load[figure]));
}

function rate(loads: Load[]): string {
  return `${Math.round(typical(loads, 'requestsPerSecond')).toLocaleString('en')}/s`;
}

/** A latency in whole milliseconds. */
function whole(value: number): string {
  return value === 0 ? '< 1 ms' : `${value} ms`;
}

function summary(loads: Load[]): string {
  return `${rate(loads)}, p50 ${whole(typical(loads, 'p50'))}, p99 ${whole(typical(loads, 'p99'))}, mean ${ms(typical(loads, 'mean'))}, ${ms(typical(loads, 'cpuPerRequest'))} of processor time each`;
}
