import { RowhouseError } from '@rowhouse/contract';
import { ScratchFolder } from '@rowhouse/tables';
import type { FromReader, ReaderSettings } from './protocol.js';
import { openTables, type Task, type TaskContext, type TaskName, tasks } from './tasks.js';
import { watchMemory } from './watch-memory.js';

interface Running {
  values: AsyncGenerator<unknown>;
  /** Made ahead: while one value is on its way the next one is read. */
  ahead: Promise<IteratorResult<unknown>>;
  abort: AbortController;
  stopWatching: () => void;
}

/** The process's end of a reader: one task at a time, its values one by one. */
export class ReaderProcess {
  #running: Running | null = null;

  private constructor(
    private readonly settings: ReaderSettings,
    private readonly send: (message: FromReader) => void,
    private readonly folder: ScratchFolder,
    private readonly context: Omit<TaskContext, 'signal'>,
  ) {}

  static async open(settings: ReaderSettings, send: (message: FromReader) => void): Promise<ReaderProcess> {
    const folder = await ScratchFolder.open(settings.scratchDir);
    return new ReaderProcess(settings, send, folder, openTables(folder.path, settings));
  }

  run(kind: string, input: unknown): void {
    const abort = new AbortController();
    const task = tasks[kind as TaskName] as Task<unknown>;
    const values = task(input, { ...this.context, signal: abort.signal });
    const stopWatching = watchMemory(this.settings.memoryMb, (error) =>
      this.send({ type: 'exceeded', error: error.toStored() }),
    );
    this.#running = { values, ahead: started(values), abort, stopWatching };
  }

  async next(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    try {
      const { done, value } = await running.ahead;
      // A cancel came in between.
      if (this.#running !== running) return;
      if (done) this.#end({ type: 'end' });
      else {
        running.ahead = started(running.values);
        this.send({ type: 'value', value });
      }
    } catch (error) {
      if (this.#running === running) this.#end({ type: 'failed', error: storedOf(error) });
    }
  }

  /** Answers when the task has really stopped. */
  async cancel(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    running.stopWatching();
    running.abort.abort(new Error('the task was cancelled'));
    await running.values.return(undefined).catch(() => undefined);
    this.send({ type: 'end' });
  }

  /** Leaves nothing behind when the api is gone. */
  abandon(): void {
    this.folder.remove();
  }

  #end(message: FromReader): void {
    this.#running?.stopWatching();
    this.#running = null;
    this.send(message);
  }
}

function started(values: AsyncGenerator<unknown>): Promise<IteratorResult<unknown>> {
  const ahead = values.next();
  // Its failure is told to whoever asks for it.
  ahead.catch(() => undefined);
  return ahead;
}

function storedOf(error: unknown) {
  if (error instanceof RowhouseError) return error.toStored();
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return null;
}
