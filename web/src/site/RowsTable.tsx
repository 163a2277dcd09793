import type { PaginatedRows } from '@rowhouse/contract';
import { wholeNumber } from '../text/numbers.js';
import { cellText } from './cell-text.js';
import { featureName, isNumeric } from './feature-name.js';

/** A page of rows; wide tables scroll sideways inside their frame. */
export function RowsTable({ rows, name }: { rows: PaginatedRows; name: string }) {
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
              <th key={index} scope="col" className={isNumeric(type) ? 'numeric' : ''}>
                {column} <span className="feature">{featureName(type)}</span>
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
