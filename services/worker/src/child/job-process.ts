import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, RowhouseError, type StoredError } from '@rowhouse/contract';
import { type BlobStore, openBlobStore } from '@rowhouse/storage';
import { TableEngine } from '@rowhouse/tables';
import { answerText } from '../kinds/answer-text.js';
import { type JobKindClass, kindOptionsOf } from '../kinds/job-kind.js';
import { deleteEarlierAttempts } from './earlier-attempts.js';
import { ownFolders, writerOf } from './own-folders.js';
import { blobPrefixOf, type ChildSettings, type FromChild, type JobTask, scratchNameOf } from './protocol.js';
import { TaskReports } from './task-reports.js';

/** The way to the worker. */
export interface WorkerLine {
  send(message: FromChild): void;
  ask(question: unknown): Promise<unknown>;
}

/** The longest sentence of an error that is stored, in characters. */
const maxErrorCharacters = 10_000;

/** The process in which the code of a job runs: one job at a time, many one after the other. */
export class JobProcess {
  readonly #blobs: BlobStore;
  readonly #kinds: ReadonlyMap<string, JobKindClass>;
  #engine: TableEngine | null = null;

  constructor(
    private readonly settings: ChildSettings,
    kinds: readonly JobKindClass[],
    private readonly line: WorkerLine,
  ) {
    this.#blobs = openBlobStore(settings.blobUrl, {
      writer: writerOf(settings),
      s3Endpoint: settings.s3Endpoint,
      gcsEmulator: settings.gcsEmulator,
      scratchDir: settings.scratchDir,
      cacheMb: settings.blobCacheMb,
    });
    this.#kinds = new Map(kinds.map((kind) => [kindOptionsOf(kind)?.kind ?? '', kind]));
  }

  async run(task: JobTask): Promise<FromChild> {
    const reports = new TaskReports((message) => this.line.send(message));
    const blobPrefix = blobPrefixOf(task);
    const scratchDir = join(this.settings.scratchDir, scratchNameOf(task));
    try {
      const kind = this.#kinds.get(task.kind);
      if (!kind) throw errors.UnknownJobKind({ kind: task.kind });
      await deleteEarlierAttempts(this.#blobs, task);
      await mkdir(scratchDir, { recursive: true });
      const { memoryMb, threads } = this.settings;
      const answer = await kind.run(task.input, {
        blobs: this.#blobs,
        engine: await this.#openEngine(),
        limits: { memoryMb, threads },
        scratchDir,
        blobPrefix,
        progress: (fraction) => reports.progress(fraction),
        gpuSeconds: (seconds) => reports.gpuSeconds(seconds),
        log: (text) => void process.stdout.write(`${text}\n`),
        ask: (question) => this.line.ask(question),
      });
      return { type: 'succeeded', content: answerText(task.kind, answer), ...reports.usage };
    } catch (error) {
      return { type: 'failed', error: this.#storedForm(error), ...reports.usage };
    } finally {
      reports.stop();
      // What can't be removed now goes with the folder of this process.
      await rm(scratchDir, { recursive: true, force: true }).catch((error) => this.#report(error));
    }
  }

  /** Leaves nothing behind when there is no worker any more to remove the folders of this process. */
  abandon(): void {
    for (const folder of ownFolders(this.settings)) {
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      } catch {
        // It is swept by a later process that uses the folder above it.
      }
    }
  }

  async #openEngine(): Promise<TableEngine> {
    const { memoryMb, threads, scratchDir } = this.settings;
    this.#engine ??= await TableEngine.open({ memoryMb, threads, scratchDir });
    return this.#engine;
  }

  #storedForm(error: unknown): StoredError {
    const known = error instanceof RowhouseError ? error : this.#unexpected(error);
    const stored = known.toStored();
    if (stored.message.length <= maxErrorCharacters) return stored;
    return { ...stored, message: `${stored.message.slice(0, maxErrorCharacters)}…` };
  }

  /** What is not of the catalogue is a defect of ours or a fault of the machine: worth another attempt. */
  #unexpected(error: unknown): RowhouseError {
    this.#report(error);
    const { code, status, message } = errors.UnexpectedError(undefined);
    return new RowhouseError(code, status, true, message);
  }

  #report(error: unknown): void {
    this.line.send({ type: 'defect', text: defectText(error) });
  }
}

/** For the worker's log. */
export function defectText(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, maxErrorCharacters);
}
