#!/usr/bin/env node
// Writes schemas.json: strict types of the kinds that the chart renders, for several versions of Kubernetes, and of kinds
// that operators add. Needs Go and its module proxy, from which the published types come; run it to add a version.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The oldest that the chart supports, two between, the newest that there is. */
const kubernetes = ['v1.29.6', 'v1.31.14', 'v1.34.2', 'v1.36.3'];

const kinds = [
  ...['ConfigMap', 'PersistentVolumeClaim', 'Pod', 'Secret', 'Service', 'ServiceAccount'].map(
    (kind) => `v1/${kind}`,
  ),
  ...['DaemonSet', 'Deployment', 'StatefulSet'].map((kind) => `apps/v1/${kind}`),
  ...['CronJob', 'Job'].map((kind) => `batch/v1/${kind}`),
  ...['Ingress', 'NetworkPolicy'].map((kind) => `networking.k8s.io/v1/${kind}`),
  ...['Role', 'RoleBinding'].map((kind) => `rbac.authorization.k8s.io/v1/${kind}`),
  'autoscaling/v2/HorizontalPodAutoscaler',
  'policy/v1/PodDisruptionBudget',
];

/** Definitions of kinds in Go modules, by module: folder, then files. */
const operators = {
  'github.com/kedacore/keda/v2@v2.18.3': [
    'config/crd/bases',
    ['keda.sh_scaledobjects', 'keda.sh_triggerauthentications'],
  ],
  'github.com/prometheus-operator/prometheus-operator@v0.85.0': [
    'example/prometheus-operator-crd',
    ['monitoring.coreos.com_podmonitors', 'monitoring.coreos.com_prometheusrules'],
  ],
  'sigs.k8s.io/gateway-api@v1.6.3': [
    'config/crd/standard',
    ['gateway.networking.k8s.io_gateways', 'gateway.networking.k8s.io_httproutes'],
  ],
};

const quantity = {
  type: ['string', 'number'],
  pattern: '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d+)?$',
};
const intOrString = { type: ['integer', 'string'] };

/** What is of use for a check; objects take no field that they do not list. Descriptions and extensions go. */
function strict(schema, rename = (reference) => reference) {
  const inner = (each) => strict(each, rename);
  const map = (all) => Object.fromEntries(Object.entries(all).map(([name, each]) => [name, inner(each)]));
  if (schema.$ref) return { $ref: rename(schema.$ref) };
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string']) return intOrString;
  const made = {};
  for (const key of ['type', 'enum', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'])
    if (schema[key] !== undefined) made[key] = schema[key];
  if (schema.pattern && isReadable(schema.pattern)) made.pattern = schema.pattern;
  if (schema.nullable) made.type = [schema.type, 'null'];
  if (schema.format === 'byte') made.pattern = '^[A-Za-z0-9+/]*={0,2}$';
  if (schema.items) made.items = inner(schema.items);
  if (schema.required) made.required = schema.required;
  if (schema.properties) {
    made.properties = map(schema.properties);
    if (!schema['x-kubernetes-preserve-unknown-fields']) made.additionalProperties = false;
  } else if (schema.additionalProperties) {
    made.additionalProperties = schema.additionalProperties === true || inner(schema.additionalProperties);
  }
  return made;
}

/** Patterns are Go's; a few mean nothing to JavaScript. */
function isReadable(pattern) {
  try {
    return new RegExp(pattern, 'u') !== undefined;
  } catch {
    return false;
  }
}

function moduleFolder(module) {
  return JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { cwd: '/', encoding: 'utf8' }))
    .Dir;
}

/** The definitions that the kinds need, by short name, and the name of each kind. */
function typesOf(version) {
  const file = join(moduleFolder(`k8s.io/kubernetes@${version}`), 'api/openapi-spec/swagger.json');
  const { definitions } = JSON.parse(readFileSync(file, 'utf8'));
  const short = (name) => name.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.)?/, '');
  const nameOf = new Map();
  for (const [name, definition] of Object.entries(definitions))
    for (const one of definition['x-kubernetes-group-version-kind'] ?? [])
      nameOf.set([one.group, one.version, one.kind].filter(Boolean).join('/'), name);
  const found = new Map();
  const take = (name) => {
    if (found.has(name)) return;
    const definition = structuredClone(definitions[name]);
    // The server writes the state, and who changed what: neither is a chart's.
    if (definition['x-kubernetes-group-version-kind']) delete definition.properties.status;
    delete definition.properties?.managedFields;
    found.set(
      name,
      name.endsWith('.Quantity')
        ? quantity
        : strict(definition, (reference) => `#/definitions/${short(reference.split('/').at(-1))}`),
    );
    for (const [, next] of JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)) take(next);
  };
  for (const kind of kinds) {
    if (!nameOf.has(kind)) throw new Error(`${version} has no ${kind}`);
    take(nameOf.get(kind));
  }
  return {
    definitions: new Map([...found].map(([name, schema]) => [short(name), JSON.stringify(schema)])),
    kinds: Object.fromEntries(kinds.map((kind) => [kind, short(nameOf.get(kind))])),
  };
}

function* operatorKinds() {
  for (const [module, [folder, files]] of Object.entries(operators))
    for (const file of files) {
      const { spec } = parse(readFileSync(join(moduleFolder(module), folder, `${file}.yaml`), 'utf8'));
      const { name, schema } = spec.versions.find(({ storage }) => storage);
      const { spec: fields } = schema.openAPIV3Schema.properties;
      yield [`${spec.group}/${name}/${spec.names.kind}`, JSON.stringify(strict(fields))];
    }
}

// A definition that is the same in several versions is kept once. One line each, so that changes can be read.
const named = (version) => /\d+\.\d+/.exec(version)[0];
const variants = new Map();
let names;
for (const version of kubernetes) {
  const types = typesOf(version);
  names = types.kinds;
  for (const [name, schema] of types.definitions) {
    const known = variants.get(name) ?? variants.set(name, new Map()).get(name);
    known.set(schema, [...(known.get(schema) ?? []), named(version)]);
  }
}
const lines = (entries) =>
  `{\n${entries.map(([key, text]) => `${JSON.stringify(key)}: ${text}`).join(',\n')}\n}`;
const definitions = [...variants]
  .sort()
  .map(([name, known]) => [
    name,
    `[${[...known].map(([schema, versions]) => `{"versions":${JSON.stringify(versions)},"schema":${schema}}`)}]`,
  ]);
writeFileSync(
  fileURLToPath(new URL('schemas.json', import.meta.url)),
  `${lines([
    ['versions', JSON.stringify(kubernetes.map(named))],
    ['kinds', JSON.stringify(names)],
    ['definitions', lines(definitions)],
    ['operatorKinds', lines([...operatorKinds()])],
  ])}\n`,
);
