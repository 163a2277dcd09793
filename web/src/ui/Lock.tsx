/** Says that a dataset is private. */
export function Lock() {
  return (
    <svg className="lock" viewBox="0 0 16 16" fill="currentColor" role="img" aria-label="private">
      <title>Private: only those with a token for it see it</title>
      <path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zm1.5 0h4V5a2 2 0 0 0-4 0z" />
    </svg>
  );
}
