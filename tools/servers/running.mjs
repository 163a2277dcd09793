import { isAlive } from './processes.mjs';
import { readState } from './state.mjs';

/** True when every private server runs already. */
export function serversRun() {
  const { postgres, rabbitmq } = readState();
  return [postgres?.primary, postgres?.replica, rabbitmq?.epmd, rabbitmq?.server].every(isAlive);
}
