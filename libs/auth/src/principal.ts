/** What a token allows: each scope holds those before it. */
export const scopes = ['read', 'write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** To which part of its owner's datasets a token is limited; both null: to none. */
export interface TokenLimits {
  namespaces: readonly string[] | null;
  /** Each `namespace/name`. */
  datasets: readonly string[] | null;
}

/**
 * Who asks. `open`: access control is switched off, everybody may do everything. `anonymous`: no token.
 * `operator`: the administrator token of the settings. `token`: one that is stored.
 */
export type Principal =
  | { kind: 'open' | 'anonymous' | 'operator' }
  | ({ kind: 'token'; tokenId: string; owner: string; scope: Scope; expiresAt: Date | null } & TokenLimits);

export const open: Principal = { kind: 'open' };
export const anonymous: Principal = { kind: 'anonymous' };
export const operator: Principal = { kind: 'operator' };

/** The owner under whose name a principal acts; no token can be made for the names of those without one. */
export function ownerOf(principal: Principal): string {
  if (principal.kind === 'token') return principal.owner;
  return principal.kind === 'operator' ? operatorName : anonymousName;
}

const operatorName = 'operator';
const anonymousName = 'anonymous';

/** Owners that no token can have: they stand for principals without a stored token. */
export const reservedOwners: readonly string[] = [operatorName, anonymousName];

export function isLimited(limits: TokenLimits): boolean {
  return limits.namespaces !== null || limits.datasets !== null;
}

/**
 * To whom jobs belong that a principal submits. A limited token sees the jobs submitted with it and no others: the
 * result of another may come from a dataset beyond its limits. Names of owners hold no ':'.
 */
export function jobOwnerOf(principal: Principal): string {
  const owner = ownerOf(principal);
  return principal.kind === 'token' && isLimited(principal) ? `${owner}:${principal.tokenId}` : owner;
}

/**
 * What a job keeps of who submitted it, to ask for that one's rights again when it runs; null stands for what
 * everybody may.
 */
export function credentialOf(principal: Principal): string | null {
  if (principal.kind === 'token') return principal.tokenId;
  return principal.kind === 'anonymous' ? null : principal.kind;
}
