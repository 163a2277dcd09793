// npm run servers:up: starts the private servers that the tests use; those that run already are kept.
import { join } from 'node:path';
import { startPostgres } from './postgres.mjs';
import { providePrograms } from './programs.mjs';
import { startRabbitMq } from './rabbitmq.mjs';
import { exclusively, readState, serversDir, writeState } from './state.mjs';

await exclusively(async () => {
  const programs = providePrograms();
  const state = { ...readState(), programs };
  const record = (part, value) => {
    state[part] = value;
    state.primaryUrl = state.postgres?.primary?.url;
    state.replicaUrl = state.postgres?.replica?.url;
    state.amqpUrl = state.rabbitmq?.url;
    writeState(state);
  };
  const outcomes = await Promise.allSettled([
    startPostgres(programs.postgresBin, join(serversDir, 'postgres'), state.postgres, (value) =>
      record('postgres', value),
    ).then((value) => record('postgres', value)),
    startRabbitMq(programs.rabbitmqSbin, join(serversDir, 'rabbitmq'), state.rabbitmq, (value) =>
      record('rabbitmq', value),
    ).then((value) => record('rabbitmq', value)),
  ]);
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const failure of failures) console.error(failure.reason.message);
  if (failures.length > 0) process.exitCode = 1;
  else
    console.log(
      `PostgreSQL ${state.primaryUrl}\n  replica  ${state.replicaUrl}\nRabbitMQ   ${state.amqpUrl}`,
    );
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
