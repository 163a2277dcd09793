#!/usr/bin/env node
// Writes values.schema.json and the table of README.md from values.yaml. The chart's test fails when they disagree.
import { readFileSync, writeFileSync } from 'node:fs';
import { installTools } from './check/helm.mjs';

installTools();
const { readmePath, readmeWithTable, schemaPath, valuesSchema } = await import('./check/values.mjs');
writeFileSync(schemaPath, `${JSON.stringify(valuesSchema(), null, 2)}\n`);
writeFileSync(readmePath, readmeWithTable(readFileSync(readmePath, 'utf8')));
