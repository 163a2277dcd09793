import type { CroissantNode, DatasetInfo } from '@rowhouse/contract';
import { croissantField } from './field.js';
import { filesName, Names, splitsName } from './names.js';

export interface RecordSetFacts {
  datasetName: string;
  recordSet: string;
  info: DatasetInfo;
  /** More to say in the description, one phrase each. */
  remarks: readonly string[];
}

/** The record sets of a config: its splits, and its rows with the split they belong to. */
export function recordSetsOf(facts: RecordSetFacts): CroissantNode[] {
  return [splitSet(facts), rowSet(facts)];
}

function splitSet({ recordSet, info }: RecordSetFacts): CroissantNode {
  const id = splitsName(recordSet);
  const key = `${id}/split_name`;
  return {
    '@type': 'cr:RecordSet',
    dataType: 'cr:Split',
    key: { '@id': key },
    '@id': id,
    name: id,
    description: `Splits for the ${recordSet} config.`,
    field: [{ '@type': 'cr:Field', '@id': key, dataType: 'sc:Text' }],
    data: Object.keys(info.splits).map((split) => ({ [key]: split })),
  };
}

function rowSet({ datasetName, recordSet, info, remarks }: RecordSetFacts): CroissantNode {
  const config = info.config_name;
  const splits = Object.keys(info.splits);
  const fileSet = filesName(recordSet);
  const names = new Names('split');
  const fields: CroissantNode[] = [
    {
      '@type': 'cr:Field',
      '@id': `${recordSet}/split`,
      dataType: 'sc:Text',
      source: {
        fileSet: { '@id': fileSet },
        extract: { fileProperty: 'fullpath' },
        transform: {
          regex: `${inRegex(config)}/(?:partial-)?(${splits.map(inRegex).join('|')})/.+parquet$`,
        },
      },
      references: { field: { '@id': `${splitsName(recordSet)}/split_name` } },
    },
  ];
  const skipped: string[] = [];
  for (const [column, feature] of Object.entries(info.features)) {
    const id = `${recordSet}/${names.of(column)}`;
    const field = croissantField(id, feature, { fileSet, column, path: [] });
    if (field) fields.push(field);
    else skipped.push(column);
  }
  return {
    '@type': 'cr:RecordSet',
    '@id': recordSet,
    description: descriptionOf(`${datasetName} - '${config}' subset`, remarks, splits, skipped),
    field: fields,
  };
}

function descriptionOf(
  title: string,
  remarks: readonly string[],
  splits: readonly string[],
  skipped: readonly string[],
): string {
  const start = [title, ...remarks.map((remark) => `(${remark})`)].join(' ');
  const lines: string[] = [];
  if (splits.length > 1) lines.push(`\n- ${splits.length} splits: ${splits.join(', ')}`);
  if (skipped.length > 0) {
    lines.push(`\n- ${skipped.length} skipped column${skipped.length > 1 ? 's' : ''}: ${skipped.join(', ')}`);
  }
  return lines.length === 0 ? start : `${start}\n\nAdditional information:${lines.join('')}`;
}

function inRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
