/** Which of the two texts of a filter is meant. */
export type FilterPart = 'where' | 'orderby';

/** What is wrong with a `where` or an `orderby`, in a sentence for the one who wrote it. */
export class FilterError extends Error {
  override readonly name = 'FilterError';

  constructor(
    readonly part: FilterPart,
    /** A whole sentence: what is wrong, and what to write instead. */
    readonly reason: string,
    /** Character of the text where it is wrong, counted from 1. */
    readonly position: number,
  ) {
    super(`${part}, character ${position}: ${reason}`);
  }
}

/** A part of what the user wrote, as a message may show it. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
