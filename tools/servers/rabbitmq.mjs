// A RabbitMQ node with a port mapper of its own, apart from any that the system runs.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts, isAlive, kill, startDetached, untilReady } from './processes.mjs';
import { onPath } from './programs.mjs';

const node = 'rowhouse-test@localhost';

/** Starts the node if it does not run yet; parameters as in `startPostgres`. */
export async function startRabbitMq(sbin, dir, known, started) {
  if (isAlive(known?.server) && isAlive(known?.epmd)) return known;
  await stopRabbitMq(known);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });

  const [port, distPort, epmdPort] = await freePorts(3);
  const config = join(dir, 'rabbitmq.conf');
  writeFileSync(config, configuration(port));
  writeFileSync(join(dir, 'enabled_plugins'), '[].\n');
  writeFileSync(join(dir, '.erlang.cookie'), 'rowhouse-test-servers', { mode: 0o400 });
  const environment = {
    HOME: dir,
    LANG: 'C.UTF-8',
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: node,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_MNESIA_BASE: join(dir, 'mnesia'),
    RABBITMQ_LOG_BASE: join(dir, 'logs'),
    RABBITMQ_LOGS: join(dir, 'logs', 'rabbitmq.log'),
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_ADVANCED_CONFIG_FILE: join(dir, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_PID_FILE: join(dir, 'pid'),
    // The VM is to leave the machine's cores to others when it has nothing to do.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none +sbwtdcpu none +sbwtdio none',
  };
  const state = {
    sbin,
    node,
    cookie: 'rowhouse-test-servers',
    environment,
    erlCall: onPath('erl_call'),
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    port,
  };
  const env = { ...process.env, ...environment };

  // Left to itself the node starts an epmd that nobody knows the process id of.
  const epmdLog = join(dir, 'epmd.log');
  state.epmd = startDetached(onPath('epmd'), ['-port', String(epmdPort), '-address', '127.0.0.1'], {
    log: epmdLog,
    env,
  });
  started(state);
  await untilReady('epmd', state.epmd, epmdLog, () => accepts(epmdPort));

  const log = join(dir, 'server.log');
  state.server = startDetached(join(sbin, 'rabbitmq-server'), [], { log, env, cwd: dir });
  started(state);
  await untilReady('RabbitMQ', state.server, log, () => accepts(port), 120_000);
  return state;
}

export async function stopRabbitMq(known) {
  // Nothing in it is worth an orderly shutdown, which takes 8 s.
  await kill(known?.server);
  await kill(known?.epmd);
}

function configuration(port) {
  return `listeners.tcp.1 = 127.0.0.1:${port}
loopback_users = none
log.file.level = warning
log.console = false
consumer_timeout = 86400000
vm_memory_high_watermark.absolute = 1GiB
disk_free_limit.absolute = 50MB
collect_statistics_interval = 60000
heartbeat = 30
`;
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}
