import type { Database } from '@rowhouse/database';
import type { AdminToken } from './admin-token.js';
import type { AuthFailure } from './auth-metrics.js';
import { BriefCache } from './brief-cache.js';
import { anonymous, open, operator, type Principal } from './principal.js';
import type { AccessToken } from './token/access-token.js';
import { liveToken, useToken } from './token/token-sql.js';
import { hashOf, isTokenText, type TokenKind } from './token/token-text.js';

export interface AuthenticatorOptions {
  /** `none`: everybody may do everything, and no credential is looked at. */
  mode: 'none' | 'token';
  adminToken: AdminToken | null;
  failed?: (reason: AuthFailure) => void;
}

interface Found {
  token: (AccessToken & { operatorKey: string | null }) | null;
}

/**
 * Finds out who asks. Tokens are looked up on the primary and remembered for a second; a revocation ends that at
 * once, by a notification.
 */
export class Authenticator {
  readonly #found = new BriefCache<Found>();

  constructor(
    private readonly database: Database,
    private readonly options: AuthenticatorOptions,
  ) {}

  get mode(): 'none' | 'token' {
    return this.options.mode;
  }

  /** Of the administrator token of the settings; null when there is none. */
  get operatorKey(): string | null {
    return this.options.adminToken?.fingerprint ?? null;
  }

  /** Hears of revoked tokens until the database is closed. */
  async start(): Promise<void> {
    await this.database.listen('rowhouse_access_token', () => this.#found.forget());
  }

  /** For a revocation made here, whose notification is still on its way. */
  forget(): void {
    this.#found.forget();
  }

  /** Who sends this `Authorization` header; null when it is there and not good. */
  async ofHeader(authorization: string | undefined): Promise<Principal | null> {
    if (this.options.mode === 'none') return open;
    if (authorization === undefined) return anonymous;
    const text = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    return text === undefined ? this.#refuse('malformed') : this.ofText(text);
  }

  /** Whose token this is; null when it is not good. */
  async ofText(text: string): Promise<Principal | null> {
    if (this.options.mode === 'none') return open;
    if (this.options.adminToken?.matches(text)) return operator;
    if (!isTokenText(text, 'token')) return this.#refuse('malformed');
    const found = await this.#lookUp(text, 'token');
    return found ? principalOf(found) : this.#refuse('unknown');
  }

  /** Whose session of the dashboard this is; null when it has ended. */
  async ofSession(text: string): Promise<Principal | null> {
    if (this.options.mode === 'none') return open;
    if (!isTokenText(text, 'session')) return this.#refuse('malformed');
    const session = await this.#lookUp(text, 'session');
    if (session === null) return this.#refuse('unknown');
    if (session.operatorKey === null) return principalOf(session);
    return session.operatorKey === this.operatorKey ? operator : this.#refuse('unknown');
  }

  async #lookUp(text: string, kind: TokenKind): Promise<Found['token']> {
    const hash = hashOf(text);
    const { token } = await this.#found.get(`${kind} ${hash.toString('hex')}`, async () => {
      const { rows } = await this.database.primary.query<NonNullable<Found['token']> & Row>(useToken, [
        hash,
        kind,
      ]);
      return { token: rows[0] ?? null };
    });
    return token;
  }

  #refuse(reason: AuthFailure): null {
    this.options.failed?.(reason);
    return null;
  }
}

/**
 * The rights, as of now, of who submitted a job: `credential` is what `credentialOf` gave then. A token that has been
 * revoked or has expired since leaves what everybody may.
 */
export async function principalOfCredential(
  database: Database,
  credential: string | null,
): Promise<Principal> {
  if (credential === null) return anonymous;
  if (credential === 'open') return open;
  if (credential === 'operator') return operator;
  const { rows } = await database.primary.query<AccessToken & Row>(liveToken, [credential]);
  return rows[0] ? principalOf(rows[0]) : anonymous;
}

function principalOf({ id, owner, scope, namespaces, datasets, expiresAt }: AccessToken): Principal {
  return { kind: 'token', tokenId: id, owner, scope, namespaces, datasets, expiresAt };
}

type Row = Record<string, unknown>;
