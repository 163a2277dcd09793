const header = 'X-Consistency-Token';
const key = 'rowhouse-last-write';

/** Remembers a write of this tab, so that its reads, from whichever replica, see it; also after a reload. */
export function rememberWrite(token: string | null): void {
  if (token === null) return;
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // A browser that keeps nothing: reads may be some milliseconds behind, as without this.
  }
}

/** The headers of a read that must see what this tab wrote last. */
export function afterOwnWrites(): Record<string, string> {
  try {
    const token = sessionStorage.getItem(key);
    return token === null ? {} : { [header]: token };
  } catch {
    return {};
  }
}
