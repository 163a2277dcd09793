/** Raised when files of the format before can't be read any more, or terms are cut differently. */
export const indexVersion = 1;

/** SQLite keeps one number for whoever uses it; a file that is no index of ours has another. */
export const indexPragma = 'user_version';

/** The one table of an index file. Its rowid is the number of the row in the split. */
export const indexTable = 'search';

/** A row's entry names the length of every column, so that further ones share the last. */
export const maxOwnColumns = 256;

/** The column of the index that holds a text column of the table, by the position among all text columns. */
export function ftsColumn(position: number): string {
  return `c${Math.min(position, maxOwnColumns - 1)}`;
}
