// values.yaml is the one place where a value is described; the schema and the README's table are made from it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const valuesText = () => readFileSync(file('values.yaml'), 'utf8');

/** The defaults. */
export const defaultValues = () => parse(valuesText());

/** Every described value in its order: `{ path, description, schema }`. */
export function describedValues() {
  const found = [];
  const open = []; // the keys that the current line is inside of, with their indentation
  let description = '';
  let schema = {};
  for (const line of valuesText().split('\n')) {
    const comment = /^\s*# (--|@schema) (.*)$/.exec(line);
    if (comment?.[1] === '--') description = comment[2];
    if (comment?.[1] === '@schema') schema = JSON.parse(comment[2]);
    const key = /^(\s*)([\w-]+):/.exec(line);
    if (!key) continue;
    while (open.length > 0 && open.at(-1).indent >= key[1].length) open.pop();
    const inside = open.some(({ described }) => described);
    open.push({ name: key[2], indent: key[1].length, described: description !== '' });
    const path = open.map(({ name }) => name);
    if (description !== '') found.push({ path, description, schema });
    else if (!inside && !isSection(path))
      throw new Error(`values.yaml: ${path.join('.')} has no description`);
    description = '';
    schema = {};
  }
  return found;
}

const at = (values, path) => path.reduce((value, key) => value?.[key], values);

function isSection(path) {
  const value = at(defaultValues(), path);
  return (
    value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0
  );
}

function typeOf(value) {
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value)) return 'integer';
  return value === null ? 'null' : typeof value;
}

/** The JSON schema of all values: every key is known and described, an unknown one is an error. */
export function valuesSchema() {
  const values = defaultValues();
  const root = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the Rowhouse chart',
    ...section(),
  };
  for (const { path, description, schema } of describedValues()) {
    const { over, ...extra } = schema;
    const value = at(values, path);
    const leaf = { description, type: typeOf(value), default: value, ...extra };
    if (leaf.type === 'null') throw new Error(`values.yaml: ${path.join('.')} needs a type in its @schema`);
    if (over) {
      // A map of values, each laid over those of another place, which stands before.
      const base = over.split('.').reduce((place, key) => place.properties[key], root);
      leaf.additionalProperties = withoutDefaults(base);
    } else if (leaf.type === 'object' && leaf.additionalProperties === undefined) {
      throw new Error(`values.yaml: ${path.join('.')} needs additionalProperties in its @schema`);
    }
    let parent = root;
    for (const key of path.slice(0, -1)) {
      parent.properties[key] ??= section();
      parent = parent.properties[key];
    }
    parent.properties[path.at(-1)] = leaf;
  }
  return root;
}

const section = () => ({ type: 'object', additionalProperties: false, properties: {} });

/** A pool need not say what it does not change. */
function withoutDefaults(schema) {
  const { default: _, ...rest } = schema;
  if (!rest.properties) return rest;
  const properties = Object.entries(rest.properties).map(([key, value]) => [key, withoutDefaults(value)]);
  return { ...rest, properties: Object.fromEntries(properties) };
}

/** The rows of the README's table. */
export function valuesTable() {
  const values = defaultValues();
  const rows = describedValues().map(({ path, description }) => {
    const value = JSON.stringify(at(values, path)).replaceAll('|', '\\|');
    return `| \`${path.join('.')}\` | \`${value}\` | ${description.replaceAll('|', '\\|')} |`;
  });
  return ['| value | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

const tableMark = /(<!-- values: .* -->\n\n)[\s\S]*?(\n\n<!-- end of values -->)/;

/** The README with the table in its place. */
export function readmeWithTable(readme) {
  if (!tableMark.test(readme)) throw new Error('README.md has no place for the table of values');
  return readme.replace(tableMark, (_, before, after) => `${before}${valuesTable()}${after}`);
}

/** Text without the padding of table cells, which is the formatter's affair. */
export const unpadded = (text) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

export const readmePath = file('README.md');
export const schemaPath = file('values.schema.json');
