// Strict checks of manifests against the types of several versions of the Kubernetes API, which make-schemas.mjs keeps in
// schemas.json: unknown fields, missing required fields and wrong types are errors, as with `kubectl apply
// --validate=strict`. Kinds of operators without published types there are checked against custom-kinds.mjs.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { customKinds } from './custom-kinds.mjs';

const known = JSON.parse(readFileSync(new URL('schemas.json', import.meta.url), 'utf8'));
const validators = new Map();

/** Versions of Kubernetes, oldest first. */
export const versions = known.versions;

/** What is wrong with a manifest, as sentences that name the versions where it is; empty when nothing is. */
export function problemsOf(manifest) {
  const { apiVersion = '', kind = '' } = manifest ?? {};
  const name = `${apiVersion}/${kind}`;
  if (known.kinds[name]) return problemsByVersion(manifest, name, kind);
  const { metadata, spec } = manifest ?? {};
  const problems = problemsIn(
    validator(versions.at(-1), 'apis.meta.v1.ObjectMeta'),
    metadata,
    `${kind}.metadata`,
  );
  if (known.operatorKinds[name]) problems.push(...problemsIn(operatorValidator(name), spec, `${kind}.spec`));
  else if (customKinds[name]) checkCustom(spec, customKinds[name], `${kind}.spec`, problems);
  else problems.push(`${name} is a kind that this check does not know: enter it in make-schemas.mjs`);
  return problems;
}

function problemsByVersion(manifest, name, kind) {
  const byProblem = new Map();
  for (const version of versions)
    for (const problem of problemsIn(validator(version, known.kinds[name]), manifest, kind))
      byProblem.set(problem, [...(byProblem.get(problem) ?? []), version]);
  return [...byProblem].map(([problem, where]) =>
    where.length === versions.length ? problem : `${problem} (in ${where.join(', ')})`,
  );
}

/** Checks of one version share its definitions; each is made when it is asked for. */
function validator(version, definition) {
  if (!validators.has(version)) {
    const definitions = Object.entries(known.definitions).flatMap(([name, variants]) =>
      variants.filter((variant) => variant.versions.includes(version)).map(({ schema }) => [name, schema]),
    );
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    validators.set(version, ajv.addSchema({ $id: 'k', definitions: Object.fromEntries(definitions) }));
  }
  return validators.get(version).getSchema(`k#/definitions/${definition}`);
}

function operatorValidator(name) {
  if (!validators.has(name))
    validators.set(name, new Ajv({ strict: false, allErrors: true }).compile(known.operatorKinds[name]));
  return validators.get(name);
}

function problemsIn(validate, value, path) {
  if (validate(value)) return [];
  return validate.errors.map(({ instancePath, keyword, message, params }) => {
    const where = path + instancePath.replaceAll('/', '.').replaceAll('~1', '/');
    return keyword === 'additionalProperties'
      ? `${where}.${params.additionalProperty} is not a known field`
      : `${where} ${message}`;
  });
}

const basic = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  map: (value) => isMap(value) && Object.values(value).every((item) => typeof item === 'string'),
};

function checkCustom(value, shape, path, problems) {
  if (shape === '*') return;
  if (typeof shape === 'string') {
    if (!basic[shape]) problems.push(...problemsIn(validator(versions.at(-1), shape), value, path));
    else if (!basic[shape](value))
      problems.push(`${path} must be of type ${shape}, is ${JSON.stringify(value)}`);
  } else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) problems.push(`${path} must be a list, is ${JSON.stringify(value)}`);
    else
      for (const [index, item] of value.entries()) checkCustom(item, shape[0], `${path}[${index}]`, problems);
  } else if (!isMap(value)) {
    problems.push(`${path} must be an object, is ${JSON.stringify(value)}`);
  } else {
    for (const [key, item] of Object.entries(value))
      if (shape[key] === undefined) problems.push(`${path}.${key} is not a known field`);
      else checkCustom(item, shape[key], `${path}.${key}`, problems);
  }
}

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
