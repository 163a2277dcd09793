/** How many jobs a contender runs at once. */
export const concurrency = 16;

/** A system of jobs with one kind of job, whose handler does nothing but tell that it began. */
export interface Contender {
  /** Connects and starts its workers. `began` is called with the number that the job was submitted with. */
  start(began: (number: number) => void): Promise<RunningContender>;
}

export interface RunningContender {
  /** Resolves when the job is stored for good. */
  submit(number: number): Promise<void>;
  /** How many jobs stand in its history as done. */
  done(): Promise<number>;
  stop(): Promise<void>;
}
