export { AdminToken } from './admin-token.js';
export { authFailureCounter } from './auth-metrics.js';
export { Authenticator, type AuthenticatorOptions, principalOfCredential } from './authenticator.js';
export { BriefCache } from './brief-cache.js';
export {
  anonymous,
  credentialOf,
  isLimited,
  jobOwnerOf,
  open,
  operator,
  ownerOf,
  type Principal,
  reservedOwners,
  type Scope,
  scopes,
  type TokenLimits,
} from './principal.js';
export { hasScope, type Place, rules } from './rules/rules.js';
export { authMigrations } from './schema/auth-migrations.js';
export type { AccessToken, NewToken } from './token/access-token.js';
export { sessionSeconds, TokenStore } from './token/token-store.js';
