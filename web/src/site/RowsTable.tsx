import type { PaginatedRows } from '@rowhouse/contract';
import { wholeNumber } from '../text/numbers.js';
import { cellText } from './cell-text.js';
import { featureName, isNumeric } from './feature-name.js';
import { type Direction, directionOf, nextOrder } from './sort-order.js';

const arrows: Record<Direction, string> = { ascending: '↑', descending: '↓', none: '' };

interface RowsTableProps {
  rows: PaginatedRows;
  name: string;
  orderby: string | null;
  onSort: (orderby: string | null) => void;
}

/**
 * A page of rows; wide tables scroll sideways inside their frame. A click on a header sorts. Its name says so: a column
 * may be called as another button of the page is.
 */
export function RowsTable({ rows, name, orderby, onSort }: RowsTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll rows" aria-label={`Rows of ${name}`} tabIndex={0}>
      <table>
        <caption className="visually-hidden">Rows of {name}</caption>
        <thead>
          <tr>
            <th scope="col" className="numeric">
              Row
            </th>
            {rows.features.map(({ feature_idx: index, name: column, type }) => (
              <th
                key={index}
                scope="col"
                className={isNumeric(type) ? 'numeric' : ''}
                aria-sort={directionOf(orderby, column)}
              >
                <button
                  type="button"
                  className="sort"
                  title="Sort by this column"
                  aria-label={`Sort by ${column}`}
                  onClick={() => onSort(nextOrder(orderby, column))}
                >
                  {column} <span aria-hidden="true">{arrows[directionOf(orderby, column)]}</span>
                </button>{' '}
                <span className="feature">{featureName(type)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.rows.map(({ row_idx: index, row }) => (
            <tr key={index}>
              <th scope="row" className="numeric soft">
                {wholeNumber(index)}
              </th>
              {rows.features.map(({ feature_idx: column, name: key, type }) => (
                <Value key={column} value={row[key]} numeric={isNumeric(type)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Value({ value, numeric }: { value: unknown; numeric: boolean }) {
  const { text, missing, cut } = cellText(value);
  return (
    <td className={`${numeric ? 'numeric' : ''} ${missing ? 'soft missing' : ''}`}>
      <span title={cut && typeof value === 'string' ? value.slice(0, 2000) : undefined}>{text}</span>
    </td>
  );
}
