import type { CroissantNode } from '@rowhouse/contract';

/** Terms whose name in Croissant's vocabulary is their own. */
const croissantTerms = [
  'arrayShape',
  'citeAs',
  'column',
  'containedIn',
  'dataBiases',
  'dataCollection',
  'equivalentProperty',
  'extract',
  'field',
  'fileProperty',
  'fileObject',
  'fileSet',
  'format',
  'includes',
  'isArray',
  'isLiveDataset',
  'jsonPath',
  'key',
  'md5',
  'parentField',
  'path',
  'personalSensitiveInformation',
  'recordSet',
  'references',
  'regex',
  'repeated',
  'replace',
  'samplingRate',
  'separator',
  'source',
  'subField',
  'transform',
];

/** The `@context` of Croissant 1.1. */
export const croissantContext: CroissantNode = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  rai: 'http://mlcommons.org/croissant/RAI/',
  dct: 'http://purl.org/dc/terms/',
  conformsTo: 'dct:conformsTo',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  examples: { '@id': 'cr:examples', '@type': '@json' },
  description: { '@container': '@language' },
  name: { '@container': '@language' },
  ...Object.fromEntries(croissantTerms.map((term) => [term, `cr:${term}`])),
};

export const croissantVersion = 'http://mlcommons.org/croissant/1.1';
