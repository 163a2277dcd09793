import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testServers } from '../test-servers.js';

const execFileAsync = promisify(execFile);

/** Runs rabbitmqctl against the test node and returns what it printed; takes about half a second. */
export async function rabbitmqctl(args: string[]): Promise<string> {
  const { sbin, node, environment } = testServers().rabbitmq;
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const command = [join(sbin, 'rabbitmqctl'), '--node', node, '--quiet', ...args];
  const { stdout } = await execFileAsync('env', [...variables, ...command]);
  return stdout;
}
