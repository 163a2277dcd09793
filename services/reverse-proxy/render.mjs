#!/usr/bin/env node
// Fills the NGINX templates without a shell: for the laptop's supervisor and for the tests.
// In the image, entrypoint.sh does the same from the environment.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const templates = fileURLToPath(new URL('./templates/', import.meta.url));

/** The templates' variables with their defaults, from templates/defaults.env. */
export async function defaultVariables() {
  const text = await readFile(join(templates, 'defaults.env'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** Every configuration file by its name, filled; nothing is written. */
export async function renderNginxConfig(variables = {}) {
  const values = { ...(await defaultVariables()), ...variables };
  for (const [name, value] of Object.entries(values))
    if (/^\$[A-Z_]+$/.test(value)) values[name] = values[value.slice(1)];
  for (const [name, value] of Object.entries(values)) {
    if (/[;{}|&\\\r\n]/.test(String(value)))
      throw new Error(`${name}='${value}' is not allowed: no ; { } | & \\ or line break`);
  }
  const names = (await readdir(templates)).filter((name) => name.endsWith('.template'));
  const rendered = await Promise.all(names.map((name) => readFile(join(templates, name), 'utf8')));
  return Object.fromEntries(
    names.map((name, index) => [name.replace(/\.template$/, ''), fill(name, rendered[index], values)]),
  );
}

/** Writes the filled files into RUN_DIR and returns the command that starts nginx in the foreground with them. */
export async function writeNginxConfig(variables) {
  const files = await renderNginxConfig(variables);
  const runDir = variables.RUN_DIR ?? (await defaultVariables()).RUN_DIR;
  await mkdir(runDir, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(runDir, name), text)));
  const config = join(runDir, 'nginx.conf');
  return ['nginx', '-p', runDir, '-e', 'stderr', '-c', config, '-g', 'daemon off;'];
}

function fill(file, text, values) {
  return text.replace(/\$\{([A-Z_]+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`${file} uses the unknown variable ${name}`);
    return values[name];
  });
}

async function main() {
  const { positionals } = parseArgs({ allowPositionals: true });
  const settings = positionals.map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    pair.slice(pair.indexOf('=') + 1),
  ]);
  const command = await writeNginxConfig(Object.fromEntries(settings));
  console.log(command.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' '));
}

if (import.meta.main ?? process.argv[1] === fileURLToPath(import.meta.url)) await main();
