/**
 * Stands in stored results where the address of this server belongs, which depends on the door that a reader comes
 * through. No server can have this name (RFC 2606).
 */
export const baseUrlMark = 'https://rowhouse.invalid';

/** A stored result, as JSON text, as a reader at `baseUrl` sees it. */
export function withBaseUrl(content: string, baseUrl: string): string {
  // Quotes would end the strings of code and of JSON that the address stands in.
  const safe = baseUrl.replace(/["\\\s]/g, encodeURIComponent);
  return content.replaceAll(baseUrlMark, () => safe);
}
