// Strict checks of manifests against the types of the Kubernetes API, as its JavaScript client carries them:
// unknown fields, missing required fields and wrong types are errors, as with `kubectl apply --validate=strict`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { customKinds } from './custom-kinds.mjs';

const require = createRequire(import.meta.url);
const models = join(dirname(require.resolve('@kubernetes/client-node')), 'gen/models');
const known = new Map();

/** The fields of one API type: name → { type, format, required }. */
async function fieldsOf(typeName) {
  if (!known.has(typeName)) {
    const { [typeName]: model } = await import(pathToFileURL(join(models, `${typeName}.js`)));
    const declaration = readFileSync(join(models, `${typeName}.d.ts`), 'utf8');
    const required = new Set([...declaration.matchAll(/^ {4}'?([\w$]+)'?: /gm)].map(([, name]) => name));
    known.set(
      typeName,
      new Map(
        model
          .getAttributeTypeMap()
          .map(({ name, baseName, type, format }) => [
            baseName,
            { type, format, required: required.has(name) },
          ]),
      ),
    );
  }
  return known.get(typeName);
}

/** What is wrong with a manifest, as sentences; empty when nothing is. */
export async function problemsOf(manifest) {
  const { apiVersion = '', kind = '' } = manifest ?? {};
  const custom = customKinds[`${apiVersion}/${kind}`];
  if (custom) return problemsOfCustom(manifest, custom);
  const version = apiVersion.split('/').at(-1);
  const typeName = `${version.charAt(0).toUpperCase()}${version.slice(1)}${kind}`;
  const fields = await fieldsOf(typeName).catch(() => undefined);
  if (!fields?.has('apiVersion')) return [`${apiVersion}/${kind} is not a kind of the Kubernetes API`];
  const problems = [];
  await check(manifest, typeName, '', kind, problems);
  return problems;
}

async function problemsOfCustom({ apiVersion: _, kind, metadata, ...rest }, spec) {
  const problems = [];
  await check(metadata, 'V1ObjectMeta', '', `${kind}.metadata`, problems);
  await checkCustom(rest, { spec }, kind, problems);
  return problems;
}

const basic = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  map: (value) => isMap(value) && Object.values(value).every((item) => typeof item === 'string'),
};

async function checkCustom(value, shape, path, problems) {
  if (shape === '*') return;
  if (typeof shape === 'string') {
    if (!basic[shape]) await check(value, shape, '', path, problems);
    else if (!basic[shape](value))
      problems.push(`${path} must be of type ${shape}, is ${JSON.stringify(value)}`);
  } else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) problems.push(`${path} must be a list, is ${JSON.stringify(value)}`);
    else
      for (const [index, item] of value.entries())
        await checkCustom(item, shape[0], `${path}[${index}]`, problems);
  } else if (!isMap(value)) {
    problems.push(`${path} must be an object, is ${JSON.stringify(value)}`);
  } else {
    for (const [key, item] of Object.entries(value))
      if (shape[key] === undefined) problems.push(`${path}.${key} is not a known field`);
      else await checkCustom(item, shape[key], `${path}.${key}`, problems);
  }
}

/** Quantities may be written as numbers; the client's types know them as strings only. */
const isQuantity = (path) => /\.(limits|requests|sizeLimit|averageValue|value)(\.|\['|$)/.test(path);

async function check(value, type, format, path, problems) {
  const expect = (fits, what) =>
    fits || problems.push(`${path} must be ${what}, is ${JSON.stringify(value)}`);
  const list = /^Array<(.+)>$/.exec(type);
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (value === null || value === undefined) return expect(false, `of type ${type}`);
  if (list) {
    if (!expect(Array.isArray(value), 'a list')) return;
    for (const [index, item] of value.entries())
      await check(item, list[1], format, `${path}[${index}]`, problems);
  } else if (map) {
    if (!expect(isMap(value), 'a map')) return;
    for (const [key, item] of Object.entries(value))
      await check(item, map[1], '', `${path}['${key}']`, problems);
  } else if (type === 'IntOrString') {
    expect(Number.isInteger(value) || typeof value === 'string', 'a whole number or a string');
  } else if (type === 'number') {
    expect(format.startsWith('int') ? Number.isInteger(value) : typeof value === 'number', 'a number');
  } else if (type === 'string') {
    const quantity = typeof value === 'number' && isQuantity(path) && !path.includes('.env[');
    expect(typeof value === 'string' || quantity, 'a string');
  } else if (type === 'boolean') {
    expect(typeof value === 'boolean', 'true or false');
  } else if (type !== 'any' && type !== 'Date') {
    await checkFields(value, type, path, problems);
  }
}

async function checkFields(value, type, path, problems) {
  if (!isMap(value)) return problems.push(`${path} must be a ${type}, is ${JSON.stringify(value)}`);
  const fields = await fieldsOf(type);
  for (const [key, item] of Object.entries(value)) {
    const field = fields.get(key);
    if (!field) problems.push(`${path}.${key} is not a field of ${type}`);
    else await check(item, field.type, field.format, `${path}.${key}`, problems);
  }
  for (const [key, { required }] of fields)
    if (required && value[key] === undefined) problems.push(`${path}.${key} is missing`);
}

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
