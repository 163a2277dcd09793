import { hasScope, type Principal } from '@rowhouse/auth';

/** A condition on the dataset `d` and its namespace `n`, with its values numbered from `first`. */
export interface Visible {
  condition: string;
  values: unknown[];
  /** It leaves nothing out. */
  all: boolean;
}

/** `rules.mayRead` as SQL, for lists. */
export function visibleTo(reader: Principal | undefined, first: number): Visible {
  if (reader === undefined || hasScope(reader, 'admin')) return { condition: 'true', values: [], all: true };
  if (reader.kind !== 'token') return { condition: 'NOT d.private', values: [], all: false };
  const { owner, namespaces, datasets } = reader;
  const limited = namespaces !== null || datasets !== null;
  const [own, spaces, names] = [first, first + 1, first + 2].map((number) => `$${number}`);
  const within = limited
    ? ` AND (d.namespace = ANY(${spaces}::text[]) OR d.namespace || '/' || d.name = ANY(${names}::text[]))`
    : '';
  return {
    condition: `(NOT d.private OR (n.owner = ${own}${within}))`,
    values: limited ? [owner, namespaces ?? [], datasets ?? []] : [owner],
    all: false,
  };
}
