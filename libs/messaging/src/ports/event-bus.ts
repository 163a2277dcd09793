/** Called with the topic and the event as published. It must not block; what it throws is logged. */
export type EventListener = (topic: string, event: unknown) => void;

/**
 * Tells every subscriber that is there at the moment what happened. Nothing is kept for absent ones: after a gap
 * read the state anew.
 */
export interface EventBus {
  /**
   * `topic` is a list of words with dots between them, such as `job.progress.3f2a`. An event of more than
   * 7,900 bytes as JSON, its topic included, is refused with `EventTooBig`; carry a reference instead.
   */
  publish(topic: string, event: object): Promise<void>;
  /**
   * In `pattern`, `*` stands for exactly one word and `#` for any number of words, none included. Each
   * subscription costs the server something: take few per process and fan out in memory. `onGap` is called
   * when events may have been missed because the connection was lost. Resolves to the function that ends it.
   */
  subscribe(pattern: string, onEvent: EventListener, onGap?: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
