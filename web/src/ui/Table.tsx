import type { ReactNode } from 'react';

export interface Column<Row> {
  label: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned figures. */
  numeric?: boolean;
  /** Names the row. */
  header?: boolean;
  /** The label is read but not shown, e.g. over a column of buttons. */
  quiet?: boolean;
  /** Left out where rows are cards. */
  wideOnly?: boolean;
}

interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

/** A table that turns into cards on a narrow screen. The roles are spelled out because `display` would drop them there. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div className="table-scroll">
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <table role="table" className="stacks">
        <caption className="visually-hidden">{caption}</caption>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
          <tr role="row">
            {columns.map(({ label, numeric, quiet }) => (
              // biome-ignore lint/a11y/noRedundantRoles: see above
              <th key={label} role="columnheader" scope="col" className={numeric ? 'numeric' : ''}>
                {quiet ? <span className="visually-hidden">{label}</span> : label}
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tbody role="rowgroup">
          {rows.map((row) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <tr key={keyOf(row)} role="row">
              {columns.map((column) => (
                <Cell key={column.label} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = column.cell(row);
  const blank = content === null || content === '';
  const shared = {
    className: `${column.numeric ? 'numeric' : ''}${blank || column.wideOnly ? ' blank' : ''}`,
    'data-label': column.header || column.quiet ? undefined : column.label,
  };
  if (!column.header)
    return (
      // biome-ignore lint/a11y/noRedundantRoles: see Table
      <td role="cell" {...shared}>
        {content}
      </td>
    );
  return (
    // biome-ignore lint/a11y/noRedundantRoles: see Table
    <th role="rowheader" scope="row" {...shared}>
      {content}
    </th>
  );
}
