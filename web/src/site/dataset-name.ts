/** A legal dataset name made from a file's name: `Cars & co (2).csv.gz` becomes `Cars-co-2`. */
export function nameFromFile(file: string): string {
  const stem = file
    .replace(/^\.+/, '')
    .replace(/\.gz$/i, '')
    .replace(/\.[A-Za-z0-9]+$/, '');
  const words = stem.split(/[^A-Za-z0-9_]+/).filter((word) => word !== '');
  const name = words
    .join('-')
    .replace(/^_+|_+$/g, '')
    .slice(0, 96)
    .replace(/[-_]+$/, '');
  return name === '' ? 'dataset' : name;
}

const part = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?$/;

/** Whether the server takes this as a namespace or as a dataset's name. */
export const isName = (text: string): boolean =>
  part.test(text) && !text.includes('--') && !text.includes('..');
