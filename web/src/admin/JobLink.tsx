import type { ReactNode } from 'react';
import { goTo, useQuery, withQuery } from '../net/location.js';

/** Opens a job's panel beside the filters that are set. */
export function JobLink({ id, children }: { id: string; children: ReactNode }) {
  const search = withQuery(useQuery(), { job: id });
  return (
    <a
      href={search}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        goTo(search);
      }}
    >
      {children}
    </a>
  );
}
