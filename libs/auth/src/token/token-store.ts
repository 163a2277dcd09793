import { randomUUID } from 'node:crypto';
import { errors } from '@rowhouse/contract';
import type { ConsistencyToken, Database, Sql } from '@rowhouse/database';
import type { AccessToken, NewToken } from './access-token.js';
import * as sql from './token-sql.js';
import { hashOf, newTokenText } from './token-text.js';

/** How long an operator stays signed in at the dashboard. */
export const sessionSeconds = 12 * 3600;

export interface TokenPage {
  items: AccessToken[];
  nextCursor: string | null;
}

/** Tokens in Postgres. All of it reads and writes the primary: access is decided by what is, not by what was. */
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** Makes a token; `text` is the only time that anybody sees it. `actor` is the owner who asked for it. */
  async create(wanted: NewToken, actor: string) {
    const text = newTokenText('token');
    const { value: token, token: consistency } = await this.database.writeWithToken(async (tx) => {
      const { owner, name, scope, namespaces, datasets, expiresAt } = wanted;
      const values = [randomUUID(), hashOf(text), 'token', owner, name, scope, namespaces, datasets, actor];
      const { rows } = await tx.query<AccessToken & Row>(sql.insertToken, [...values, expiresAt]);
      const made = rows[0] as AccessToken;
      await audit(tx, 'created', actor, made);
      return made;
    });
    return { text, token, consistency };
  }

  /** The newest first; `owner` null: of all owners. */
  async list(owner: string | null, page: { limit: number; cursor?: string }): Promise<TokenPage> {
    const after = page.cursor === undefined ? null : decodeCursor(page.cursor);
    const { rows } = await this.database.primary.query<AccessToken & { micros: string }>(sql.listTokens, [
      owner,
      after?.micros ?? null,
      after?.id ?? null,
      page.limit + 1,
    ]);
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(({ micros: _, ...token }) => token),
      nextCursor: last && rows.length > page.limit ? encodeCursor(last.micros, last.id) : null,
    };
  }

  /** `null` when there is none. */
  async find(id: string): Promise<AccessToken | null> {
    if (!isId(id)) return null;
    const { rows } = await this.database.primary.query<AccessToken & Row>(sql.findToken, [id]);
    return rows[0] ?? null;
  }

  /** From the commit on the token is refused, and sessions opened with it; null when it was gone already. */
  async revoke(id: string, actor: string): Promise<ConsistencyToken | null> {
    const { value: revoked, token } = await this.database.writeWithToken(async (tx) => {
      const { rows } = await tx.query<AccessToken & Row>(sql.deleteToken, [id]);
      if (rows[0]) await audit(tx, 'revoked', actor, rows[0]);
      return rows.length > 0;
    });
    return revoked ? token : null;
  }

  /** Opens a session for the dashboard; its text goes into a cookie. Without a parent it is that of `operatorKey`. */
  async openSession(owner: string, of: { parentId: string } | { operatorKey: string }): Promise<string> {
    const text = newTokenText('session');
    const parentId = 'parentId' in of ? of.parentId : null;
    const operatorKey = 'operatorKey' in of ? of.operatorKey : null;
    await this.database.write(async (tx) => {
      await tx.query(sql.deleteEnded);
      await tx.query(sql.insertSession, [
        randomUUID(),
        hashOf(text),
        owner,
        parentId,
        operatorKey,
        sessionSeconds,
      ]);
    });
    return text;
  }

  async closeSession(text: string): Promise<void> {
    await this.database.write((tx) => tx.query(sql.deleteSession, [hashOf(text)]));
  }

  /** Whether somebody has a token of this owner's name, so that it is no free name for a namespace. */
  async ownerExists(owner: string): Promise<boolean> {
    return (await this.database.primary.query(sql.ownerHasTokens, [owner])).rowCount > 0;
  }
}

type Row = Record<string, unknown>;

function audit(tx: Sql, action: string, actor: string, { id, owner, name, scope }: AccessToken) {
  return tx.query(sql.insertAudit, [action, actor, id, owner, name, scope]);
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function encodeCursor(micros: string, id: string): string {
  return Buffer.from(`${micros} ${id}`).toString('base64url');
}

/** @throws InvalidParameter when the text is not one of ours */
function decodeCursor(cursor: string): { micros: string; id: string } {
  const [micros = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,17}$/.test(micros) || !isId(id))
    throw errors.InvalidParameter({ message: "Parameter 'cursor' is not one that this server gave" });
  return { micros, id };
}
