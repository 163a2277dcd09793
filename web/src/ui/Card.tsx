import { type ReactNode, useId } from 'react';

interface CardProps {
  title: string;
  /** Right of the title: a summary, a link, a button. */
  aside?: ReactNode;
  id?: string;
  children: ReactNode;
}

/** A titled section of a page. */
export function Card({ title, aside, id, children }: CardProps) {
  const titleId = useId();
  return (
    <section className="card" aria-labelledby={titleId} id={id}>
      <header>
        <h2 id={titleId}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** What stands in a section that has nothing to show: why, and what to do. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="body">
      <div className="empty">
        <strong>{title}</strong>
        <span>{children}</span>
      </div>
    </div>
  );
}
