import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, RowhouseError } from '@rowhouse/contract';
import { type BlobStore, openBlobStore } from '@rowhouse/storage';
import { TableEngine } from '@rowhouse/tables';
import { answerText } from '../kinds/answer-text.js';
import { type JobKindClass, kindOptionsOf } from '../kinds/job-kind.js';
import { deleteEarlierAttempts } from './earlier-attempts.js';
import { blobPrefixOf, type ChildSettings, type FromChild, type JobTask, scratchNameOf } from './protocol.js';
import { TaskUsage } from './task-usage.js';

/** The way to the worker. */
export interface WorkerLine {
  send(message: FromChild): void;
  ask(question: unknown): Promise<unknown>;
}

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
    this.#blobs = openBlobStore(settings.blobUrl);
    this.#kinds = new Map(kinds.map((kind) => [kindOptionsOf(kind)?.kind ?? '', kind]));
  }

  async run(task: JobTask): Promise<FromChild> {
    const usage = new TaskUsage((cpuMs) => this.line.send({ type: 'usage', cpuMs }));
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
        progress: (fraction) => this.line.send({ type: 'progress', fraction }),
        ask: (question) => this.line.ask(question),
        exceeded: (error) => this.line.send({ type: 'exceeded', error: error.toStored() }),
      });
      return { type: 'succeeded', content: answerText(task.kind, answer), cpuMs: usage.cpuMs };
    } catch (error) {
      return { type: 'failed', error: asRowhouseError(error).toStored(), cpuMs: usage.cpuMs };
    } finally {
      usage.stop();
      // What can't be removed now goes with the folder of this process.
      await rm(scratchDir, { recursive: true, force: true }).catch(report);
    }
  }

  /** Leaves nothing behind when there is no worker any more to remove the folder of this process. */
  abandon(): void {
    try {
      rmSync(this.settings.scratchDir, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      report(error);
    }
  }

  async #openEngine(): Promise<TableEngine> {
    const { memoryMb, threads, scratchDir } = this.settings;
    this.#engine ??= await TableEngine.open({ memoryMb, threads, scratchDir });
    return this.#engine;
  }
}

/** What is not of the catalogue is a defect of ours or a fault of the machine: logged here, worth another attempt. */
function asRowhouseError(error: unknown): RowhouseError {
  if (error instanceof RowhouseError) return error;
  report(error);
  const unexpected = errors.UnexpectedError(undefined, { cause: error });
  return new RowhouseError(unexpected.code, unexpected.status, true, unexpected.message);
}

/** Into the log of the worker. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
