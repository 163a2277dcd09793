import { spawn } from 'node:child_process';
import { childEnvironment } from '@rowhouse/config';
import { entryOf } from './services.js';

/** Brings the database's tables up to date. @throws with the output when that fails */
export async function migrateDatabase(env: Record<string, string>): Promise<void> {
  const [program = '', ...args] = entryOf('admin', 'migrate.js');
  const child = spawn(program, args, { env: childEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`The database could not be brought up to date:\n${output.trim()}`);
}
