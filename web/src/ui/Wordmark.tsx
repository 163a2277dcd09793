/** Three gables in a row: the name of the house, leading to `href`. */
export function Wordmark({ href, part }: { href: string; part?: string }) {
  return (
    <a className="wordmark" href={href}>
      <svg viewBox="0 0 32 24" fill="currentColor" aria-hidden="true">
        <path d="M1 23V11l5-7 5 7v12z" opacity="0.55" />
        <path d="M11 23V9l5-7 5 7v14z" />
        <path d="M21 23V11l5-7 5 7v12z" opacity="0.55" />
      </svg>
      Rowhouse{part ? <small>{part}</small> : null}
    </a>
  );
}
