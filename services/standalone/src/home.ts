import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of one installation. */
export interface Home {
  postgres: string;
  blobs: string;
  scratch: string;
  logs: string;
  run: string;
  /** The administrator token, where access tokens are asked for. */
  adminToken: string;
  /** Exists once the sample dataset has been loaded. */
  sampleMark: string;
}

export async function openHome(folder: string): Promise<Home> {
  const home: Home = {
    postgres: join(folder, 'postgres'),
    blobs: join(folder, 'blobs'),
    scratch: join(folder, 'scratch'),
    logs: join(folder, 'logs'),
    run: join(folder, 'run'),
    adminToken: join(folder, 'admin-token'),
    sampleMark: join(folder, 'sample-loaded'),
  };
  for (const path of [folder, home.blobs, home.scratch, home.logs, home.run]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  return home;
}
