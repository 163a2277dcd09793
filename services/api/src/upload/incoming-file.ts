/** One file of an upload, to be read before the next one is asked for. */
export interface IncomingFile {
  /** Where it will be stored, checked. */
  path: string;
  bytes: AsyncIterable<Uint8Array>;
}
