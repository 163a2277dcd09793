import type { CroissantCrumbs, CroissantNode } from '@rowhouse/contract';

export interface DocumentFacts {
  namespace: string;
  name: string;
  description: string;
  createdAt: Date;
  revision: { revision: string; number: number; createdAt: Date };
  /** Where this server is, without a slash at the end. */
  baseUrl: string;
}

/**
 * A whole Croissant 1.1 document. Unlike in the crumbs, what the file sets are made of are the Parquet files
 * themselves, by addresses that anybody can fetch and with their checksums: no git repository is behind them.
 */
export function croissantDocument(
  facts: DocumentFacts,
  { crumbs, files }: { crumbs: CroissantCrumbs; files: readonly CroissantNode[] },
): CroissantNode {
  const { namespace, name, baseUrl, revision } = facts;
  const id = `${namespace}/${name}`;
  return {
    '@context': crumbs['@context'],
    '@type': crumbs['@type'],
    conformsTo: crumbs.conformsTo,
    name,
    identifier: id,
    alternateName: id,
    description: facts.description || `The dataset ${id}, which nobody has described yet.`,
    // Nobody is asked for one, and the specification wants a word about it.
    license: 'unspecified',
    url: `${baseUrl}/datasets/${id}`,
    creator: { '@type': 'Organization', name: namespace },
    datePublished: facts.createdAt.toISOString(),
    dateModified: revision.createdAt.toISOString(),
    // A revision may change anything.
    version: `${revision.number}.0.0`,
    ...filesAndRecords(crumbs, files),
  };
}

/** A config of one file needs no set: readers that can't open a set of single files can open it all the same. */
function filesAndRecords({ distribution, recordSet }: CroissantCrumbs, files: readonly CroissantNode[]) {
  const alone = new Map<string, string>();
  const sets: CroissantNode[] = [];
  for (const node of distribution) {
    if (node['@type'] !== 'cr:FileSet') continue;
    const folder = String(node.includes).replace(/\*\/\*\.parquet$/, '');
    const own = files.map((file) => String(file['@id'])).filter((id) => id.startsWith(folder));
    if (own.length === 1) alone.set(String(node['@id']), String(own[0]));
    else sets.push({ ...node, containedIn: own.map((id) => ({ '@id': id })) });
  }
  return {
    distribution: [...files, ...sets],
    recordSet: recordSet.map((set) => fromFile(set, alone) as CroissantNode),
  };
}

/** The same node with files in place of the sets that they are alone in; fields that tell a file's split are gone. */
function fromFile(node: unknown, alone: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) {
    return node.filter((item) => !tellsSplit(item, alone)).map((item) => fromFile(item, alone));
  }
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const file = key === 'fileSet' ? alone.get(idOf(value)) : undefined;
      return file === undefined ? [key, fromFile(value, alone)] : ['fileObject', { '@id': file }];
    }),
  );
}

function tellsSplit(node: unknown, alone: ReadonlyMap<string, string>): boolean {
  const source = (node as { source?: { fileSet?: unknown; extract?: { fileProperty?: string } } } | null)
    ?.source;
  return source?.extract?.fileProperty !== undefined && alone.has(idOf(source.fileSet));
}

function idOf(node: unknown): string {
  return String((node as { '@id'?: unknown } | undefined)?.['@id']);
}
