import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A file of the page at `/docs`. */
export interface DocsFile {
  type: string;
  read(): Promise<string | Buffer>;
}

const script = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#docs',
    deepLinking: true,
    displayOperationId: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    // Else a server of somebody else would be told where this one is.
    validatorUrl: null,
  });
});
`;

/** The page itself; all that it loads is below `/docs/`. */
export const docsHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rowhouse: the API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon.png">
<script src="/docs/swagger-ui.js" defer></script>
<script src="/docs/page.js" defer></script>
</head>
<body>
<main id="docs"><noscript>This page shows <a href="/openapi.json">the OpenAPI document</a> with a script.</noscript></main>
</body>
</html>
`;

/** Swagger UI sets styles of single elements. */
export const docsContentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What the page loads, by name. */
export const docsFiles: ReadonlyMap<string, DocsFile> = new Map([
  ['page.js', { type: 'text/javascript; charset=utf-8', read: async () => script }],
  ['swagger-ui.js', fromPackage('swagger-ui-bundle.js', 'text/javascript; charset=utf-8')],
  ['swagger-ui.css', fromPackage('swagger-ui.css', 'text/css; charset=utf-8')],
  ['favicon.png', fromPackage('favicon-32x32.png', 'image/png')],
]);

function fromPackage(name: string, type: string): DocsFile {
  return {
    type,
    read: () => {
      const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
      return readFile(join(folder, name));
    },
  };
}
