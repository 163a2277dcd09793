import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, RowhouseError } from '@rowhouse/contract';
import { type BlobStore, openBlobStore } from '@rowhouse/storage';
import { TableEngine } from '@rowhouse/tables';
import { stepHandlers } from '../steps/step-handlers.js';
import type { ChildSettings, FromChild, StepTask, ToChild } from './protocol.js';

/** The largest result that is stored, in bytes; Hugging Face's limit. */
const maxContentBytes = 10_000_000;

/** The process in which the code of a job runs: one job at a time, many one after the other. */
class StepProcess {
  readonly #blobs: BlobStore;
  #engine: TableEngine | null = null;

  constructor(private readonly settings: ChildSettings) {
    this.#blobs = openBlobStore(settings.blobUrl);
  }

  async run(task: StepTask): Promise<FromChild> {
    const scratchDir = join(this.settings.scratchDir, `job-${task.jobId}`);
    try {
      await mkdir(scratchDir, { recursive: true });
      this.#engine ??= await TableEngine.open({
        memoryMb: this.settings.memoryMb,
        threads: this.settings.threads,
        scratchDir: this.settings.scratchDir,
      });
      const result = await stepHandlers[task.key.step]({
        task,
        blobs: this.#blobs,
        engine: this.#engine,
        scratchDir,
        blobPrefix: task.blobPrefix,
        progress: (fraction) => send({ type: 'progress', fraction }),
      });
      return { type: 'succeeded', content: contentOf(result, task) };
    } catch (error) {
      return { type: 'failed', error: asRowhouseError(error).toStored() };
    } finally {
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
}

function contentOf(result: object | string, task: StepTask): string {
  const content = typeof result === 'string' ? result : JSON.stringify(result);
  const actual = Buffer.byteLength(content);
  if (actual <= maxContentBytes) return content;
  throw errors.TooBigContentError({
    what: `The result of '${task.key.step}'`,
    limit: maxContentBytes,
    actual,
  });
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

function send(message: FromChild): void {
  process.send?.(message);
}

let steps: StepProcess | null = null;
process.on('message', async (message: ToChild) => {
  if (message.type === 'start') {
    steps = new StepProcess(message.settings);
    send({ type: 'ready' });
  } else if (steps) {
    send(await steps.run(message.task));
  }
});
// The worker decides when a job ends; a signal to the whole group must not cut it short.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
// A worker that died leaves no child behind.
process.on('disconnect', () => {
  steps?.abandon();
  process.exit(0);
});
