/** So many names, and so much of each, are compared: a table may have thousands of long ones. */
const maxNames = 2000;
const maxCharacters = 64;

/** Up to three of the names that someone who wrote `name` may have meant, the nearest first. */
export function nearNames(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase().slice(0, maxCharacters);
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .slice(0, maxNames)
    .map((candidate) => ({
      candidate,
      far: distance(wanted, candidate.toLowerCase().slice(0, maxCharacters)),
    }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's: how many characters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
