import { isLimited, type Principal, type Scope, scopes, type TokenLimits } from '../principal.js';

/** Where a dataset is, or would be, and to whom that namespace belongs. */
export interface Place {
  namespace: string;
  name: string;
  /** Null: the namespace belongs to nobody. */
  owner: string | null;
}

/** Who may do what: all of it is in this file. */
export const rules = {
  /** Public datasets are everybody's to read; private ones their owner's, within the limits of the token. */
  mayRead(principal: Principal, dataset: Place & { private: boolean }): boolean {
    return mayDoAll(principal) || !dataset.private || isOwners(principal, dataset);
  },

  /** Creating, changing and deleting, also of public datasets. */
  mayWrite(principal: Principal, place: Place): boolean {
    return mayDoAll(principal) || (hasScope(principal, 'write') && isOwners(principal, place));
  },

  /** Whether it may make a namespace its own that nobody has used. A limited token can't widen its owner's reach. */
  mayClaimNamespace(principal: Principal): boolean {
    return mayDoAll(principal) || (hasScope(principal, 'write') && !isLimitedToken(principal));
  },

  /** The dashboard, tokens of all owners, owners of namespaces. */
  mayOperate(principal: Principal): boolean {
    return mayDoAll(principal);
  },

  /** Making and revoking tokens of its own owner. */
  mayManageOwnTokens(principal: Principal): boolean {
    return mayDoAll(principal) || (hasScope(principal, 'write') && !isLimitedToken(principal));
  },
};

/** Whether a token has a scope or a wider one. */
export function hasScope(principal: Principal, scope: Scope): boolean {
  if (principal.kind !== 'token') return principal.kind !== 'anonymous';
  return scopes.indexOf(principal.scope) >= scopes.indexOf(scope);
}

function mayDoAll(principal: Principal): boolean {
  return hasScope(principal, 'admin');
}

function isLimitedToken(principal: Principal): boolean {
  return principal.kind === 'token' && isLimited(principal);
}

function isOwners(principal: Principal, place: Place): boolean {
  return principal.kind === 'token' && principal.owner === place.owner && isWithin(principal, place);
}

/** Whether limits leave a place to a token; limits to namespaces and to datasets add up. */
function isWithin(limits: TokenLimits, { namespace, name }: Place): boolean {
  if (!isLimited(limits)) return true;
  return (
    (limits.namespaces?.includes(namespace) ?? false) ||
    (limits.datasets?.includes(`${namespace}/${name}`) ?? false)
  );
}
