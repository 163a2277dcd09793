import { errors } from '@rowhouse/contract';
import { shownCell } from '../media/media-cell.js';
import { cutText } from '../preview/truncate.js';

/** What the rows of one page may take as JSON before long cells are cut, and to what they are cut then. */
export interface RowsTextLimits {
  maxBytes: number;
  cutCellBytes: number;
  /** A page that is longer with its cells cut is refused. */
  refusedBytes: number;
}

export const rowsTextLimits: RowsTextLimits = {
  maxBytes: 32 * 1024 * 1024,
  cutCellBytes: 1000,
  refusedBytes: 128 * 1024 * 1024,
};

/**
 * The JSON text of a `rows` array, made row by row: columns keep their order whatever their names. Once it has
 * `maxBytes`, the cells of further rows are cut as those of first rows are, and listed in `truncated_cells`.
 */
export class RowsText {
  readonly #names: string[];
  /** Keys and cells of a row in turn: joined at once, for a row may have thousands. */
  readonly #pieces: string[];
  readonly #rows: string[] = [];
  #bytes = 0;

  constructor(
    names: readonly string[],
    private readonly limits: RowsTextLimits = rowsTextLimits,
  ) {
    this.#names = names.map((name) => JSON.stringify(name));
    this.#pieces = this.#names.flatMap((name, index) => [`${index === 0 ? '' : ','}${name}:`, '']);
  }

  /** @throws TooBigContentError */
  add(rowIdx: number, cell: (column: number) => unknown): void {
    const cut: string[] = [];
    let bytes = this.#bytes;
    for (let index = 0; index < this.#names.length; index++) {
      let text = JSON.stringify(shownCell(cell(index), rowIdx));
      if (text.length > this.limits.cutCellBytes && bytes + text.length > this.limits.maxBytes) {
        text = JSON.stringify(cutText(text, this.limits.cutCellBytes));
        cut.push(this.#names[index] as string);
      }
      this.#pieces[2 * index + 1] = text;
      bytes += (this.#pieces[2 * index] as string).length + text.length;
    }
    const row = this.#pieces.join('');
    this.#bytes = bytes;
    const { refusedBytes } = this.limits;
    if (this.#bytes > refusedBytes) {
      const what = 'The page of rows, even with its long cells cut,';
      throw errors.TooBigContentError({ what, limit: refusedBytes, actual: this.#bytes });
    }
    this.#rows.push(`{"row_idx":${rowIdx},"row":{${row}},"truncated_cells":[${cut.join(',')}]}`);
  }

  /** The same in another order of its rows: `places[i]` is which of those added comes at `i`. */
  inOrder(places: readonly number[]): string {
    return `[${places.map((place) => this.#rows[place]).join(',')}]`;
  }

  toString(): string {
    return `[${this.#rows.join(',')}]`;
  }
}
