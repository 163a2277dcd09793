import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stderr } from 'node:process';
import type { Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { blobCredentials, childEnvironment } from '@rowhouse/config';
import { errors, RowhouseError, type StoredError } from '@rowhouse/contract';
import { MessageLine } from './message-line.js';
import { OutputUntilMark } from './output-until-mark.js';
import { ownFolders } from './own-folders.js';
import {
  type ChildSettings,
  type FromChild,
  type JobTask,
  lineDescriptor,
  maxMessageBytes,
  type TaskUsage,
  type ToChild,
} from './protocol.js';
import { residentBytes } from './resident-bytes.js';

/** How a run in a child ended: by its own message, or by the end of the process. */
export type ChildOutcome =
  | Extract<FromChild, { type: 'succeeded' | 'failed' }>
  | ({ type: 'died'; reason: string } & TaskUsage);

/** Who hears of a running task and answers what its code asks. */
export interface TaskListener {
  onProgress(fraction: number): void;
  /** What its code wrote to stdout or stderr. */
  onOutput(chunk: Buffer): void;
  /** An error that is not of the catalogue, for the log of the worker. */
  onDefect(text: string): void;
  /** Its rejection is what the code gets, when it is a `RowhouseError`. */
  answer(question: unknown): Promise<unknown>;
}

/** How the folders of child processes begin; `sweepScratch` looks for them. */
export const processFolder = 'process-';

/** How long what a process wrote may take to arrive after it has ended, or has ended its task. */
const drainMs = 5000;

interface RunningTask {
  listener: TaskListener;
  usage: TaskUsage;
  /** When all is there that its code wrote. */
  output: Promise<unknown>;
  /** Why the process is being ended, where that is the fault of what it sent. */
  refused: StoredError | null;
  settle(outcome: ChildOutcome): void;
}

/** The worker's end of one child process. */
export class JobChild {
  readonly #process: ChildProcess;
  readonly #line: MessageLine<FromChild, ToChild>;
  readonly #outputs: OutputUntilMark[];
  /** Resolves when it has loaded all kinds: with nothing, or with the reason why it never will. */
  readonly #ready = Promise.withResolvers<string | null>();
  readonly #ended: Promise<void>;
  #alive = true;
  #doomed = false;
  #task: RunningTask | null = null;
  #reportedBytes = 0;

  private constructor(process: ChildProcess, folders: readonly string[]) {
    this.#process = process;
    this.#line = new MessageLine(process.stdio[lineDescriptor] as Duplex, maxMessageBytes, {
      received: (message) => this.#receive(message),
      tooLong: (bytes) => this.#refuse(bytes),
      ended: () => undefined,
    });
    // What no task has written is of the worker: why the process did not start, for example.
    const idle = (chunk: Buffer) => void stderr.write(chunk);
    this.#outputs = [process.stdout, process.stderr].map(
      (output) => new OutputUntilMark(output as Readable, idle),
    );
    const exited = new Promise<string>((resolve) => {
      process.once('exit', (code, signal) => resolve(deathOf(code, signal)));
      process.once('error', (error) => resolve(`its process could not be started: ${error.message}`));
    });
    const closed = new Promise((resolve) => process.once('close', resolve));
    this.#ended = exited.then((reason) => this.#bury(reason, closed, folders));
  }

  /** Begins to start; there is a process to look at and to kill from now on. `program` is the compiled `main.js` of this folder. */
  static start(settings: ChildSettings, program: string): JobChild {
    const child = spawn(process.execPath, [program], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that what the code has started itself ends with it.
      detached: true,
      // It runs what users wrote: of the passwords in the worker's environment it gets those of the blob store alone.
      env: childEnvironment(blobCredentials(settings.blobUrl)),
    });
    const scratchDir = join(settings.scratchDir, `${processFolder}${randomUUID()}`);
    const own = { ...settings, scratchDir };
    const jobChild = new JobChild(child, ownFolders(own));
    jobChild.#line.send({ type: 'start', settings: own });
    return jobChild;
  }

  /** False also while it is being killed. */
  get alive(): boolean {
    return this.#alive && !this.#doomed;
  }

  /** The memory of the process: by the kernel, or as it last said itself. */
  get residentBytes(): number {
    return residentBytes(this.#process.pid ?? 0) ?? this.#reportedBytes;
  }

  /** Runs one task as soon as the process is ready; resolves also when that is killed or dies, also at its start. */
  async run(task: JobTask, listener: TaskListener): Promise<ChildOutcome> {
    const reason = await this.#ready.promise;
    if (reason !== null) return { type: 'died', reason, cpuMs: 0, gpuMs: 0 };
    return new Promise((resolve) => {
      const mark = `\u001e${randomUUID()}\u001e`;
      this.#task = {
        listener,
        usage: { cpuMs: 0, gpuMs: 0 },
        output: Promise.all(
          this.#outputs.map((output) => output.until(mark, (chunk) => listener.onOutput(chunk))),
        ),
        refused: null,
        settle: (outcome) => {
          this.#task = null;
          resolve(outcome);
        },
      };
      this.#line.send({ type: 'run', task, mark });
    });
  }

  /** Ends the process at once, whatever it does, and removes its folder. */
  async kill(): Promise<void> {
    if (this.#alive) this.#killGroup();
    await this.#ended;
  }

  #receive(message: FromChild): void {
    const task = this.#task;
    if (message.type === 'ready') this.#ready.resolve(null);
    else if (message.type === 'usage') {
      this.#reportedBytes = message.rssBytes;
      if (task) task.usage = { cpuMs: message.cpuMs, gpuMs: message.gpuMs };
    } else if (message.type === 'progress') task?.listener.onProgress(message.fraction);
    else if (message.type === 'defect') task?.listener.onDefect(message.text);
    else if (message.type === 'ask') void this.#answer(message, task?.listener);
    else if (task) void this.#finish(task, message);
  }

  /** Settles a task when its output is there too. A process that lost the mark or an output can't be used again. */
  async #finish(task: RunningTask, outcome: ChildOutcome): Promise<void> {
    const late = new AbortController();
    const inTime = await Promise.race([
      task.output.then(() => true),
      sleep(drainMs, false, { signal: late.signal }).catch(() => true),
    ]);
    late.abort();
    if (!inTime || this.#outputs.some(({ closed }) => closed)) this.#killGroup();
    task.settle(outcome);
  }

  #refuse(actual: number): void {
    const what = 'What the job gave to its worker at once';
    const error = errors.TooBigContentError({ what, limit: maxMessageBytes, actual });
    if (this.#task) this.#task.refused = error.toStored();
    this.#killGroup();
  }

  async #answer(
    { id, question }: Extract<FromChild, { type: 'ask' }>,
    listener: TaskListener | undefined,
  ): Promise<void> {
    try {
      this.#line.send({ type: 'answer', id, answer: await listener?.answer(question) });
    } catch (error) {
      const known = error instanceof RowhouseError ? error : errors.UnexpectedError(undefined);
      this.#line.send({ type: 'refusal', id, error: known.toStored() });
    }
  }

  /** After the end of the process: takes in what it still said, ends what it started, removes what it left. */
  async #bury(reason: string, closed: Promise<unknown>, folders: readonly string[]): Promise<void> {
    this.#alive = false;
    this.#killGroup();
    await Promise.race([closed, sleep(drainMs)]);
    // A process that was killed tidied nothing up.
    for (const folder of folders) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    this.#ready.resolve(`at its start ${reason}`);
    const task = this.#task;
    if (task?.refused) task.settle({ type: 'failed', error: task.refused, ...task.usage });
    else task?.settle({ type: 'died', reason, ...task.usage });
  }

  #killGroup(): void {
    this.#doomed = true;
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All of the group have ended.
    }
  }
}

function deathOf(code: number | null, signal: string | null): string {
  if (signal === 'SIGKILL') return 'its process was killed, most likely because it ran out of memory';
  if (signal) return `its process was ended by ${signal}`;
  return `its process ended with status ${code}`;
}
