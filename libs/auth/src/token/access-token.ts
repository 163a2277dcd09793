import type { Scope, TokenLimits } from '../principal.js';

/** A token as its owner may see it: all but its text, which nobody has any more. */
export interface AccessToken extends TokenLimits {
  id: string;
  owner: string;
  name: string;
  scope: Scope;
  createdAt: Date;
  /** Owner of the token it was made with. */
  createdBy: string;
  expiresAt: Date | null;
  /** To the minute; null: never. */
  lastUsedAt: Date | null;
}

export interface NewToken extends TokenLimits {
  owner: string;
  name: string;
  scope: Scope;
  expiresAt: Date | null;
}
