/** Every wait of this library, in milliseconds. */
export interface Timing {
  /** To get a connection to the primary, the wait for a free one in the pool included. */
  primaryConnectMs: number;
  /** The same for a replica; short, because there is another place to read. */
  replicaConnectMs: number;
  /** The server ends a statement on the primary after this. */
  primaryStatementMs: number;
  /** The server ends a statement of a read after this, on a replica or on the primary. */
  readStatementMs: number;
  /** How much longer than the statement timeout a client waits for a server that went silent. */
  silenceMs: number;
  /** Between two looks at a replica. */
  probeIntervalMs: number;
  /** A server that does not answer a probe for so long is taken for hung. */
  probeTimeoutMs: number;
  /** How long a read with a token waits for a nearly caught-up replica before it goes to the primary. */
  tokenWaitMs: number;
  /** How long a read waits for its turn when the primary already serves the allowed number. */
  primaryReadWaitMs: number;
  /** Between two pings on the connection that listens. */
  listenPingMs: number;
  /** A ping unanswered for so long means that the connection is dead. */
  listenTimeoutMs: number;
  /** Longest pause between two attempts to listen again. */
  listenBackoffMs: number;
}

export const timingDefaults: Readonly<Timing> = {
  primaryConnectMs: 5_000,
  replicaConnectMs: 1_000,
  primaryStatementMs: 60_000,
  readStatementMs: 15_000,
  silenceMs: 2_000,
  probeIntervalMs: 500,
  probeTimeoutMs: 1_000,
  tokenWaitMs: 10,
  primaryReadWaitMs: 1_000,
  listenPingMs: 10_000,
  listenTimeoutMs: 5_000,
  listenBackoffMs: 5_000,
};
