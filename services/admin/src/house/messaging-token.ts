/** Injects the queue and the event bus. */
export const MESSAGING = Symbol('messaging');
