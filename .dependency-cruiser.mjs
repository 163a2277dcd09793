// Which part may import which; `npm run check:imports`. TypeScript is read by swc.
import { readdirSync } from 'node:fs';

/** The libs that a lib may use. One that is missing here may use none. */
const uses = {
  contract: [],
  config: ['contract'],
  telemetry: ['contract'],
  testing: [],
};
const ground = ['contract', 'config', 'telemetry'];
uses.database = ground;
uses.storage = ground;
uses.http = ground;
uses.compute = ground;
uses.messaging = [...ground, 'database'];
uses.tables = [...ground, 'storage', 'compute'];
uses.events = [...ground, 'database', 'messaging'];
uses.jobs = [...uses.events, 'storage', 'events'];
uses.auth = [...ground, 'database'];
uses.datasets = [...uses.jobs, 'compute', 'tables', 'jobs', 'auth'];

/** Code that only runs in tests. */
const tests =
  '\\.spec\\.ts$|[.-]fixture\\.ts$|^[^/]+/[^/]+/test/|/src/testing/|/src/conformance[./]|^libs/testing/|^e2e/|^bench/';

const layers = readdirSync('libs').map((lib) => ({
  name: `layers-${lib}`,
  comment: `libs/${lib} may use ${(uses[lib] ?? []).join(', ') || 'no other lib'} (see docs/architecture.md).`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: '^libs/', pathNot: `^libs/(${[lib, 'testing', ...(uses[lib] ?? [])].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    {
      name: 'no-cycles',
      comment: 'Files that import each other in a circle have no order in which they can be understood.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libs-below-services',
      comment: 'A lib knows no service, no web page and no test suite.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(services|web|e2e|bench|tools)/' },
    },
    {
      name: 'services-apart',
      comment: 'Services share code through libs only; what reverse-proxy exports is its configuration.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: ['^services/$1/', '^services/reverse-proxy/render\\.mjs$'] },
    },
    {
      name: 'web-uses-contract-only',
      comment: 'The browser app shares nothing with the servers but the wire format.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(libs|services)/', pathNot: '^libs/contract/' },
    },
    {
      name: 'lib-entered-by-index',
      comment: 'Import a lib by its package name; what its index.ts does not export is its own business.',
      severity: 'error',
      from: { path: '^((?:libs|services)/[^/]+|web|e2e|bench)/' },
      to: { path: '^libs/[^/]+/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '/conformance\\.ts$', '^$1/'] },
    },
    {
      name: 'lib-entered-by-name',
      comment: 'Import a lib by its package name, not by a path that leads out of the package.',
      severity: 'error',
      from: { path: '^((?:libs|services)/[^/]+|web|e2e|bench)/' },
      to: { path: '^libs/', pathNot: '^$1/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'lib-inside-without-index',
      comment:
        'Inside a lib import the file itself: a way through its own index.ts is a cycle waiting to happen.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/', pathNot: '/index\\.ts$' },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'tests-stay-tests',
      comment: 'What ships does not import libs/testing, a conformance suite, a fixture or a spec.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'contract-runs-in-browsers',
      comment: 'The browser imports libs/contract too: nothing from Node.js there.',
      severity: 'error',
      from: { path: '^libs/contract/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere can be checked by no rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    // Declaration files hold no imports that run, and swc refuses some of them.
    exclude: { path: '/dist/|\\.d\\.[cm]?ts$' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'],
      mainFields: ['module', 'main'],
    },
    webpackConfig: { fileName: new URL('tools/imports/resolve.config.mjs', import.meta.url).pathname },
    skipAnalysisNotInRules: true,
  },
};
