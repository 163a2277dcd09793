// A PostgreSQL primary and a streaming replica, tuned to forget everything quickly.
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, isAlive, kill, run, startDetached, untilReady } from './processes.mjs';
import { unprivileged } from './unprivileged.mjs';

// No Unix sockets: the length of their path is limited to 107 bytes, that of a checkout is not.
const settings = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
full_page_writes = off
max_connections = 600
max_wal_senders = 60
max_replication_slots = 60
wal_level = replica
wal_keep_size = '2GB'
max_wal_size = '4GB'
hot_standby = on
wal_receiver_status_interval = '1s'
wal_retrieve_retry_interval = '200ms'
log_min_messages = warning
`;

/**
 * Starts what does not run yet.
 * @param {string} bin folder of initdb, postgres, pg_basebackup
 * @param {any} known what this function returned last time, if ever
 * @param {(state: any) => void} started called as soon as there is something to stop later
 */
export async function startPostgres(bin, dir, known, started) {
  if (isAlive(known?.primary) && isAlive(known?.replica)) return known;
  await stopPostgres(known);
  rmSync(dir, { recursive: true, force: true });
  const launch = { bin, ...(await unprivileged(dir)) };
  const state = { launch, primary: null, replica: null };
  mkdirSync(join(dir, 'logs'), { recursive: true });

  const data = join(launch.dir, 'primary');
  await runUnprivileged(launch, 'initdb', [
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'rowhouse',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ]);
  appendFileSync(join(data, 'postgresql.conf'), settings);
  const [primaryPort, replicaPort] = await freePorts(2);
  state.primary = await startServer(launch, data, primaryPort, join(dir, 'logs', 'primary.log'), (identity) =>
    started({ ...state, primary: identity }),
  );

  const copy = join(launch.dir, 'replica');
  await runUnprivileged(launch, 'pg_basebackup', [
    '-d',
    urlOf(primaryPort),
    '-D',
    copy,
    '-R',
    '-X',
    'stream',
    '--checkpoint=fast',
    '--no-sync',
  ]);
  state.replica = await startServer(launch, copy, replicaPort, join(dir, 'logs', 'replica.log'), (identity) =>
    started({ ...state, replica: identity }),
  );
  return state;
}

export async function stopPostgres(known) {
  // SIGQUIT is PostgreSQL's immediate shutdown: its children are told to leave, nothing is written.
  await kill(known?.replica, 'SIGQUIT');
  await kill(known?.primary, 'SIGQUIT');
  if (known?.launch) rmSync(known.launch.dir, { recursive: true, force: true });
}

async function startServer(launch, data, port, log, started) {
  const identity = startDetached(...commandOf(launch, 'postgres', ['-D', data, '-p', String(port)]), {
    log,
    ...launch.spawn,
  });
  const server = { ...identity, port, url: urlOf(port), log };
  started(server);
  await untilReady(`PostgreSQL on port ${port}`, identity, log, () => accepts(launch, port));
  return server;
}

async function accepts(launch, port) {
  return run(join(launch.bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).then(
    () => true,
    () => false,
  );
}

async function runUnprivileged(launch, program, args) {
  return run(...commandOf(launch, program, args), { ...launch.spawn, cwd: '/' });
}

function commandOf(launch, program, args) {
  const [command, ...rest] = [...launch.prefix, join(launch.bin, program), ...args];
  return [command, rest];
}

function urlOf(port) {
  return `postgres://rowhouse@127.0.0.1:${port}/postgres`;
}
