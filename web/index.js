import { fileURLToPath } from 'node:url';

/** The built explorer (`index.html` and `assets/`), served under `/`. */
export const siteFolder = fileURLToPath(new URL('./dist/site/', import.meta.url));

/** The built dashboard (`index.html` and `assets/`), served under `/admin/`. */
export const adminFolder = fileURLToPath(new URL('./dist/admin/', import.meta.url));

/** Everything a page may load or do; both pages work under it without an exception. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
