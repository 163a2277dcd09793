import type { ReactNode } from 'react';
import { goTo } from '../net/location.js';

/** A link to another query string of this page. */
export function PageLink({ search, children }: { search: string; children: ReactNode }) {
  return (
    <a
      className="break"
      href={search === '' ? '/' : search}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        goTo(search);
      }}
    >
      {children}
    </a>
  );
}
