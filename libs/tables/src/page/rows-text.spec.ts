import { RowsText } from './rows-text.js';

describe('the text of rows', () => {
  const limits = { maxBytes: 90, cutCellBytes: 10, refusedBytes: 300 };
  const row = (text: string) => (column: number) => [text, 7][column];

  it('keeps columns in order, whatever their names', () => {
    const rows = new RowsText(['2', '1'], limits);
    rows.add(5, row('a'));
    expect(rows.toString()).toBe('[{"row_idx":5,"row":{"2":"a","1":7},"truncated_cells":[]}]');
  });

  it('cuts long cells of the rows that come when the page is full, and says which', () => {
    const rows = new RowsText(['long', 'n'], limits);
    for (const index of [0, 1, 2]) rows.add(index, row('x'.repeat(40)));
    rows.add(3, row('short'));
    const parsed = JSON.parse(rows.toString());
    expect(parsed.map((item: { truncated_cells: string[] }) => item.truncated_cells)).toEqual([
      [],
      ['long'],
      ['long'],
      [],
    ]);
    expect([parsed[1].row, parsed[3].row]).toEqual([
      { long: '"xxxxxxxxx', n: 7 },
      { long: 'short', n: 7 },
    ]);
  });

  it('is refused when cutting does not help', () => {
    const rows = new RowsText(['short', 'n'], limits);
    const many = () => {
      for (let index = 0; index < 50; index++) rows.add(index, row('short'));
    };
    expect(many).toThrow(expect.objectContaining({ code: 'TooBigContentError' }));
  });

  it('can be put into another order', () => {
    const rows = new RowsText(['t', 'n'], limits);
    for (const index of [0, 1]) rows.add(index, row('a'));
    expect(JSON.parse(rows.inOrder([1, 0])).map((item: { row_idx: number }) => item.row_idx)).toEqual([1, 0]);
  });
});
