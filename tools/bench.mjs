// npm run bench: measures Rowhouse against bare servers and bare DuckDB, as ratios within one run.
//   npm run bench                 everything
//   npm run bench -- rows cold    some parts: rows, cold, upload, convert, statistics, search, jobs, filter;
//                                  of the jobs: jobs-start, jobs-throughput, jobs-burst, jobs-killed
// Data is made once, in .bench. Plain Node 20, no dependency.
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
    console.log('Installing packages');
    install();
  }
  console.log('Building');
  build('npm', ['run', '--silent', 'build']);
  build(join(programs, 'tsc'), ['-b', 'bench']);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
run(process.argv.slice(2));

function build(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: repository, env });
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
}

function run(args) {
  const own = join(programs, 'node');
  const node = existsSync(own) ? own : process.execPath;
  const main = join(repository, 'bench', 'dist', 'main.js');
  const bench = spawn(node, [main, ...args], { cwd: repository, env, stdio: 'inherit' });
  bench.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
