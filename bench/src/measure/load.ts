import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { cpuSeconds } from './cpu-seconds.js';

export interface Load {
  requestsPerSecond: number;
  /** Milliseconds, in whole ones: autocannon counts no others. */
  p50: number;
  p99: number;
  /** Mean latency in milliseconds. */
  mean: number;
  /** Processor time that the server spent on one request, in milliseconds. */
  cpuPerRequest: number;
}

const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js');

/** Asks for one URL over and over, from a process of its own. @throws when an answer was not 200 */
export async function loadOn(
  url: string,
  serverPid: number,
  {
    connections,
    seconds,
    headers = {},
  }: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<Load> {
  const before = await cpuSeconds(serverPid);
  const args = ['--json', '-c', `${connections}`, '-d', `${seconds}`];
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}=${value}`);
  const { stdout } = await promisify(execFile)(process.execPath, [autocannon, ...args, url]);
  const result = JSON.parse(stdout) as AutocannonResult;
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} requests for ${url} failed`);
  const spent = (await cpuSeconds(serverPid)) - before;
  return {
    requestsPerSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    mean: result.latency.average,
    cpuPerRequest: (spent * 1000) / result.requests.total,
  };
}

interface AutocannonResult {
  requests: { average: number; total: number };
  latency: { average: number; p50: number; p99: number };
  non2xx: number;
  errors: number;
  timeouts: number;
}
