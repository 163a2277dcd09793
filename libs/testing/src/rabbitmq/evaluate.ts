import { execFile } from 'node:child_process';
import { testServers } from '../test-servers.js';
import { rabbitmqctl } from './rabbitmqctl.js';

/**
 * Evaluates an Erlang expression on the node: in 20 ms where `erl_call` is installed, which comes with
 * Debian's Erlang, else through rabbitmqctl.
 * @returns the value as Erlang prints it
 */
export async function evaluate(expression: string): Promise<string> {
  const { erlCall, node, cookie, environment } = testServers().rabbitmq;
  if (!erlCall) return (await rabbitmqctl(['eval', `${expression}.`])).trim();
  const variables = ['HOME', 'ERL_EPMD_PORT'].map((name) => `${name}=${environment[name]}`);
  const printed = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      'env',
      [...variables, erlCall, '-n', node, '-c', cookie, '-e'],
      (error, stdout, stderr) =>
        error ? reject(new Error(`erl_call failed: ${stdout}${stderr}`, { cause: error })) : resolve(stdout),
    );
    child.stdin?.end(`${expression}.\n`);
  });
  const value = /^\{ok, (.*)\}$/s.exec(printed.trim())?.[1];
  if (value === undefined) throw new Error(`RabbitMQ could not evaluate ${expression}: ${printed}`);
  return value;
}
