import type { AccessToken } from '@rowhouse/auth';
import type { TokenItem } from '@rowhouse/contract';

/** A token as the wire shows it. */
export function tokenAnswer(token: AccessToken): TokenItem {
  const { id, name, owner, scope, namespaces, datasets, createdAt, createdBy, expiresAt, lastUsedAt } = token;
  return {
    id,
    name,
    owner,
    scope,
    namespaces: namespaces && [...namespaces],
    datasets: datasets && [...datasets],
    createdAt: createdAt.toISOString(),
    createdBy,
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
