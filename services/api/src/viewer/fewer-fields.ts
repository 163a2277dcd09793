import type { CroissantCrumbs, CroissantNode } from '@rowhouse/contract';

/** Of each record set, as in the reference. */
const maxFields = 1000;

/** The crumbs with only the first fields of each record set; its description tells how many are left out. */
export function withFewerFields(crumbs: CroissantCrumbs): CroissantCrumbs {
  return { ...crumbs, recordSet: crumbs.recordSet.map(shortened) };
}

function shortened(recordSet: CroissantNode): CroissantNode {
  const fields = recordSet.field as CroissantNode[];
  const left = fields.length - maxFields;
  if (left <= 0) return recordSet;
  const told = `\n- ${left} skipped column${left > 1 ? 's' : ''} (max number of columns reached)`;
  return {
    ...recordSet,
    description: `${recordSet.description}${told}`,
    field: fields.slice(0, maxFields),
  };
}
