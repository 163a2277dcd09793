// npm start: installs and builds what is missing, then runs Rowhouse in the foreground. Plain Node 20, no dependency.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, installIsNeeded } from './install.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));
const programs = join(repository, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };

try {
  if (installIsNeeded()) {
    console.log('Installing packages (the first time this takes a minute or two)');
    install();
  }
  console.log('Building');
  build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
run();

function build() {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: repository, env });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}

/** Runs the supervisor on the Node.js of node_modules where there is one; it is newer than what the machine may have. */
function run() {
  const own = join(programs, 'node');
  const node = existsSync(own) ? own : process.execPath;
  const main = join(repository, 'services', 'standalone', 'dist', 'main.js');
  const supervisor = spawn(node, [main], { cwd: repository, env, stdio: 'inherit' });
  // Ctrl-C reaches the supervisor through the terminal; a signal to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => supervisor.kill('SIGTERM'));
  process.on('SIGHUP', () => supervisor.kill('SIGHUP'));
  supervisor.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
