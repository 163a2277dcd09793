import { testServers } from '../test-servers.js';
import { uniqueName } from '../unique-name.js';
import { evaluate } from './evaluate.js';

export interface FreshVhost {
  /** `amqp://…/name` */
  url: string;
  name: string;
  /** Closes its connections and deletes its queues. */
  drop(): Promise<void>;
}

/** A vhost of its own for a spec: nothing declared there is seen by another. */
export async function freshVhost(): Promise<FreshVhost> {
  const { amqpUrl } = testServers();
  const name = uniqueName();
  const all = '<<".*">>';
  await expectOk(`rabbit_vhost:add(<<"${name}">>, <<"spec">>)`);
  await expectOk(
    `rabbit_auth_backend_internal:set_permissions(<<"guest">>, <<"${name}">>, ${all}, ${all}, ${all}, <<"spec">>)`,
  );
  const url = new URL(amqpUrl);
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => expectOk(`rabbit_vhost:delete(<<"${name}">>, <<"spec">>)`) };
}

async function expectOk(expression: string): Promise<void> {
  const value = await evaluate(expression);
  if (value !== 'ok') throw new Error(`RabbitMQ answered ${value} to ${expression}`);
}
