import { timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hashOf } from './token/token-text.js';

/** Fewer characters could be guessed. */
const minLength = 32;

/** The administrator token of the settings; only its hash is kept. */
export class AdminToken {
  readonly #hash: Buffer;
  /** Tells whether a session was opened with this token, and nothing about it. */
  readonly fingerprint: string;

  constructor(text: string) {
    if (text.length < minLength) {
      throw new Error(
        `The administrator token has ${text.length} characters, the least is ${minLength}. Make one with: openssl rand -hex 32`,
      );
    }
    this.#hash = hashOf(text);
    this.fingerprint = hashOf(this.#hash.toString('hex')).toString('hex').slice(0, 32);
  }

  /** From a setting or else from a file, as Kubernetes and Docker mount secrets; null when neither is given. */
  static async load(settings: { text?: string; file?: string }): Promise<AdminToken | null> {
    if (settings.text !== undefined) return new AdminToken(settings.text);
    if (settings.file === undefined) return null;
    try {
      return new AdminToken((await readFile(settings.file, 'utf8')).trim());
    } catch (cause) {
      throw new Error(`The file of the administrator token can't be used: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /** Takes the same time for every text of a length. */
  matches(text: string): boolean {
    return timingSafeEqual(hashOf(text), this.#hash);
  }
}
