import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adminTokenIn } from './admin-token-file.js';
import { choosePorts } from './choose-ports.js';
import { nginxIsInstalled, nginxService } from './front-door/nginx.js';
import { startProxy } from './front-door/proxy.js';
import { openHome } from './home.js';
import { migrateDatabase } from './migrate.js';
import { PostgresCluster } from './postgres/cluster.js';
import { endLeftOvers } from './processes/left-overs.js';
import { claimHome } from './processes/only-one.js';
import { type ServiceDefinition, ServiceProcess } from './processes/service-process.js';
import { waitForAnswer } from './processes/wait-for-answer.js';
import { loadSample } from './sample/sample-dataset.js';
import { environment, serverDefinitions, workerDefinitions } from './services.js';
import type { StandaloneSettings } from './settings.js';

const startDeadlineMs = 60_000;
const graceMs = 35_000;

/** Starts and stops the parts of a laptop's Rowhouse in order; each knows only how to be started and stopped. */
export class Supervisor {
  /** What has been started, in order; stopped the other way round. */
  readonly #started: (() => Promise<void>)[] = [];

  constructor(
    private readonly settings: StandaloneSettings,
    private readonly say: (line: string) => void,
  ) {}

  /** Resolves with the URL once everything answers. */
  async start(): Promise<string> {
    const {
      ROWHOUSE_PORT: port,
      ROWHOUSE_HOME: folder,
      ROWHOUSE_WORKERS: workers,
      LOG_LEVEL: logLevel,
      ROWHOUSE_AUTH_MODE: authMode,
    } = this.settings;
    const home = await openHome(folder);
    await claimHome(folder, home.run);
    await endLeftOvers(home.run);
    const [postgresPort = 0, api = 0, admin = 0] = await choosePorts(port, 3);
    const ports = { api, admin };

    this.say('Starting PostgreSQL');
    const postgres = await PostgresCluster.open(home.postgres, join(home.logs, 'postgres.log'), this.say);
    this.#started.push(() => postgres.stop());
    const databaseUrl = await postgres.start(postgresPort);
    const token = authMode === 'token' ? await adminTokenIn(home.adminToken) : undefined;
    const shared = { databaseUrl, logLevel, home, authMode };
    await migrateDatabase(environment(shared));

    this.say(`Starting api, admin and ${workers === 1 ? 'a worker' : `${workers} workers`}`);
    const processOf = (definition: ServiceDefinition) => new ServiceProcess(definition, home, this.say);
    const servers = serverDefinitions(shared, ports).map(processOf);
    const pool = workerDefinitions(shared, workers).map(processOf);
    this.#started.push(async () => {
      await Promise.all([...servers, ...pool].map((service) => service.stop(graceMs)));
    });
    for (const server of servers) server.start();
    const upstreams = { api: `http://127.0.0.1:${ports.api}`, admin: `http://127.0.0.1:${ports.admin}` };
    await Promise.all(
      Object.values(upstreams).map((url) => waitForAnswer(`${url}/healthcheck`, startDeadlineMs)),
    );

    const url = `http://127.0.0.1:${port}`;
    await this.#openFrontDoor(folder, home, port, upstreams);
    await waitForAnswer(`${url}/healthcheck`, startDeadlineMs);
    // Workers take any port that is free, so they come when all that were chosen are in use.
    for (const worker of pool) worker.start();
    if (!existsSync(home.sampleMark)) await this.#loadSample(url, home.sampleMark, token);
    return url;
  }

  /** Nobody needs the sample to work: when it can't be loaded, the next start tries again. */
  async #loadSample(url: string, mark: string, token: string | undefined): Promise<void> {
    this.say('Loading a sample dataset');
    try {
      await loadSample(url, token);
      await writeFile(mark, `${new Date().toISOString()}\n`);
    } catch (error) {
      this.say(`It could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Stops what runs, the front door first and the database last. */
  async stop(): Promise<void> {
    for (let stop = this.#started.pop(); stop; stop = this.#started.pop()) await stop();
  }

  async #openFrontDoor(
    folder: string,
    home: { logs: string; run: string },
    port: number,
    upstreams: { api: string; admin: string },
  ): Promise<void> {
    if (!nginxIsInstalled()) {
      const proxy = await startProxy(port, upstreams);
      this.#started.push(() => proxy.stop());
      return;
    }
    const nginx = new ServiceProcess(
      await nginxService(join(folder, 'nginx'), port, upstreams),
      home,
      this.say,
    );
    nginx.start();
    this.#started.push(() => nginx.stop(graceMs));
  }
}
