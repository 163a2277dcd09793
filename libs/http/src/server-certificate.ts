import { readFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { createSecureContext, Server } from 'node:tls';
import type { Logger } from '@rowhouse/telemetry';

/** A certificate with its chain, and its key, in PEM. */
interface KeyPair {
  cert: string;
  key: string;
}

/** The certificate that a service serves HTTPS with, renewed while it runs. */
export class ServerCertificate {
  #timer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly folder: string,
    private readonly log: Logger,
    private pair: KeyPair,
  ) {}

  /**
   * Reads `tls.crt` and `tls.key` of a folder, the names in which Kubernetes mounts a TLS Secret; null without a folder.
   * @throws Error when one is missing or they don't belong together
   */
  static read(folder: string | undefined, log: Logger): ServerCertificate | null {
    if (!folder) return null;
    try {
      return new ServerCertificate(folder, log, readPair(folder));
    } catch (cause) {
      throw new Error(
        `TLS_DIR is ${folder}, where tls.crt and tls.key can't be used: ${(cause as Error).message}. ` +
          'Put a certificate and its key there, in PEM, or leave TLS_DIR empty for plain HTTP.',
        { cause },
      );
    }
  }

  /** What an HTTPS server is made with. */
  get options(): KeyPair & { minVersion: 'TLSv1.2' } {
    return { ...this.pair, minVersion: 'TLSv1.2' };
  }

  /** Looks for renewed files now and then; new connections get them. Half a renewal waits for the other half. */
  follow(server: HttpServer | Server, everyMs = 60_000): void {
    if (!(server instanceof Server)) throw new TypeError('only an HTTPS server has a certificate');
    this.#timer = setInterval(() => this.#renew(server), everyMs);
    this.#timer.unref();
    server.once('close', () => this.stop());
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #renew(server: Server): void {
    try {
      const pair = readPair(this.folder);
      if (pair.cert === this.pair.cert && pair.key === this.pair.key) return;
      server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' });
      this.pair = pair;
      this.log.info({ folder: this.folder }, 'took a renewed certificate');
    } catch (err) {
      this.log.warn({ err, folder: this.folder }, 'a renewed certificate can not be used; the old one stays');
    }
  }
}

function readPair(folder: string): KeyPair {
  const pair = {
    cert: readFileSync(join(folder, 'tls.crt'), 'utf8'),
    key: readFileSync(join(folder, 'tls.key'), 'utf8'),
  };
  createSecureContext(pair);
  return pair;
}
