// One Jest for the whole workspace; TypeScript is compiled by swc, the libraries resolve to their source.
import { readdirSync } from 'node:fs';

const libs = readdirSync(new URL('./libs', import.meta.url)).join('|');

const swc = {
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: {
    [`^@rowhouse/(${libs})$`]: '<rootDir>/libs/$1/src/index.ts',
    [`^@rowhouse/(${libs})/(.+)$`]: '<rootDir>/libs/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
