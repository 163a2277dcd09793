import { execFile } from 'node:child_process';
import { testServers } from '../test-servers.js';
import { rabbitmqctl } from './rabbitmqctl.js';

/**
 * Evaluates an Erlang expression on the node: in 20 ms where `erl_call` is installed, which comes with
 * Debian's Erlang, else through rabbitmqctl.
 * @returns the value as Erlang prints it
 */
export async function evaluate(expression: string): Promise<string> {
  const { erlCall } = testServers().rabbitmq;
  if (!erlCall) return (await rabbitmqctl(['eval', `${expression}.`])).trim();
  const printed = await connected(erlCall, `${expression}.\n`);
  const value = /^\{ok, (.*)\}$/s.exec(printed.trim())?.[1];
  if (value === undefined) throw new Error(`RabbitMQ could not evaluate ${expression}: ${printed}`);
  return value;
}

/** On a very busy machine the node may not answer in the few seconds that `erl_call` waits: nothing has run then. */
async function connected(erlCall: string, input: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(erlCall, input);
    } catch (error) {
      if (attempt === 5 || !String(error).includes('failed to connect to node')) throw error;
    }
  }
}

function call(erlCall: string, input: string): Promise<string> {
  const { node, cookie, environment } = testServers().rabbitmq;
  const variables = ['HOME', 'ERL_EPMD_PORT'].map((name) => `${name}=${environment[name]}`);
  return new Promise((resolve, reject) => {
    const child = execFile(
      'env',
      [...variables, erlCall, '-n', node, '-c', cookie, '-e'],
      (error, stdout, stderr) =>
        error ? reject(new Error(`erl_call failed: ${stdout}${stderr}`, { cause: error })) : resolve(stdout),
    );
    child.stdin?.end(input);
  });
}
