/** To a thread: hold a kernel's input ready, run a range of it, forget it. */
export type ToThread =
  | { type: 'prepare'; program: number; kernel: string; input: unknown }
  | { type: 'run'; program: number; offset: number; count: number }
  | { type: 'drop'; program: number };

/** From a thread: the answer to each `run`, in their order. */
export type FromThread = { type: 'result'; result: unknown } | { type: 'failed'; message: string };

/** A kernel as threads run it: takes its input once, then runs ranges of its units. Both are plain data. */
export type ThreadKernel<Input, Result> = (input: Input) => (offset: number, count: number) => Result;
