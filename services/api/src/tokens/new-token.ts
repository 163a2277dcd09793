import { hasScope, type NewToken, ownerOf, type Principal, reservedOwners, rules } from '@rowhouse/auth';
import { type CreateTokenBody, errors } from '@rowhouse/contract';

/**
 * The token that a principal may make of what it asks for: never for another owner, with a wider scope or for longer
 * than its own, unless it is an administrator's.
 * @throws NotAllowed, InvalidBody
 */
export function newToken(principal: Principal, asked: CreateTokenBody, now: Date): NewToken {
  const { name, scope, namespaces, datasets } = asked;
  const owner = asked.owner ?? ownerOf(principal);
  const expiresAt = asked.expiresAt === null ? null : new Date(asked.expiresAt);
  if (expiresAt && expiresAt <= now) throw errors.InvalidBody({ reason: "'expiresAt' lies in the past" });
  const wanted: NewToken = { owner, name, scope, namespaces, datasets, expiresAt };
  if (rules.mayOperate(principal)) {
    if (!reservedOwners.includes(owner)) return wanted;
    const reason = `name the 'owner' of the token, who can't be '${owner}'`;
    throw errors.InvalidBody({ reason });
  }
  const what = `Making this token`;
  if (!rules.mayManageOwnTokens(principal))
    throw errors.NotAllowed({ what, needs: "the scope 'write' without limits" });
  if (owner !== ownerOf(principal)) throw errors.NotAllowed({ what, needs: "the scope 'admin'" });
  if (!hasScope(principal, scope)) throw errors.NotAllowed({ what, needs: `the scope '${scope}'` });
  return { ...wanted, expiresAt: earlier(expiresAt, expiryOf(principal)) };
}

function expiryOf(principal: Principal): Date | null {
  return principal.kind === 'token' ? principal.expiresAt : null;
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
