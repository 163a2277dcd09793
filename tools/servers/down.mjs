// npm run servers:down: stops exactly the servers that `servers:up` started, and removes their data.
import { rmSync } from 'node:fs';
import { stopPostgres } from './postgres.mjs';
import { stopRabbitMq } from './rabbitmq.mjs';
import { exclusively, readState, serversDir } from './state.mjs';

await exclusively(async () => {
  const state = readState();
  await stopPostgres(state.postgres);
  await stopRabbitMq(state.rabbitmq);
  rmSync(serversDir, { recursive: true, force: true });
});
