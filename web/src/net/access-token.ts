import { useSyncExternalStore } from 'react';

const key = 'rowhouse-token';
const changed = 'rowhouse:token';

/** The access token of this tab; it is forgotten with the tab. */
export function accessToken(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    // A browser that keeps nothing: everything is read as by a stranger.
    return null;
  }
}

/** `null` signs out. */
export function setAccessToken(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } finally {
    window.dispatchEvent(new Event(changed));
  }
}

/** The headers that show the token to the api; the dashboard has a session of its own. */
export function authorization(url: string): Record<string, string> {
  const token = url.startsWith('/admin') ? null : accessToken();
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

export function useAccessToken(): string | null {
  return useSyncExternalStore((onChange) => {
    window.addEventListener(changed, onChange);
    return () => window.removeEventListener(changed, onChange);
  }, accessToken);
}
