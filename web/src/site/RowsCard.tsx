import type { PaginatedRows, SplitItem } from '@rowhouse/contract';
import { goTo, useQuery, withQuery } from '../net/location.js';
import { useJson } from '../net/use-json.js';
import { counted, wholeNumber } from '../text/numbers.js';
import { Card, Empty } from '../ui/Card.js';
import { ErrorNote } from '../ui/ErrorNote.js';
import { FilterForm } from './FilterForm.js';
import { RowsTable } from './RowsTable.js';
import { rowsRequest } from './rows-request.js';
import { SearchForm } from './SearchForm.js';
import { offsetOf, rowsPerPage } from './split-choice.js';

interface RowsCardProps {
  splits: readonly SplitItem[];
  choice: SplitItem;
  version: number;
}

/** The rows of a split, page by page. */
export function RowsCard({ splits, choice, version }: RowsCardProps) {
  const query = useQuery();
  const offset = offsetOf(query);
  const orderby = query.get('orderby');
  const finds = query.has('query') ? 'The search finds' : query.has('where') ? 'The filter finds' : null;
  const { data, error } = useJson<PaginatedRows>(rowsRequest(choice, query), version);
  return (
    <Card
      title="Rows"
      aside={
        <div className="rows-aside">
          {data === null ? null : <span className="soft small">{counted(data.num_rows_total, 'row')}</span>}
          <SplitSelect splits={splits} choice={choice} />
        </div>
      }
    >
      <SearchForm />
      <FilterForm />
      {error === null ? null : (
        <div className="body">
          <ErrorNote error={error} />
        </div>
      )}
      {data === null ? <p className="body soft">{error === null ? 'Loading rows…' : ''}</p> : null}
      {data?.rows.length === 0 ? (
        <Empty title="No rows here">
          {finds ?? 'The split has'} {counted(data.num_rows_total, 'row')}
          {data.num_rows_total === 0 ? '.' : '; go back to see them.'}
        </Empty>
      ) : null}
      {data !== null && data.rows.length > 0 ? (
        <RowsTable
          rows={data}
          name={choice.split}
          orderby={orderby}
          onSort={(next) => goTo(withQuery(query, { orderby: next, query: null, offset: null }))}
        />
      ) : null}
      {data === null ? null : <Pager offset={offset} shown={data.rows.length} total={data.num_rows_total} />}
    </Card>
  );
}

function SplitSelect({ splits, choice }: { splits: readonly SplitItem[]; choice: SplitItem }) {
  const query = useQuery();
  const key = (item: SplitItem) => JSON.stringify([item.config, item.split]);
  return (
    <label>
      <span className="visually-hidden">Split</span>
      <select
        value={key(choice)}
        onChange={(event) => {
          const [config, split] = JSON.parse(event.target.value) as [string, string];
          goTo(withQuery(query, { config, split, offset: null, query: null, where: null, orderby: null }));
        }}
      >
        {splits.map((item) => (
          <option key={key(item)} value={key(item)}>
            {item.config} / {item.split}
          </option>
        ))}
      </select>
    </label>
  );
}

function Pager({ offset, shown, total }: { offset: number; shown: number; total: number }) {
  const query = useQuery();
  const to = (start: number) => goTo(withQuery(query, { offset: start <= 0 ? null : String(start) }));
  return (
    <nav className="pager" aria-label="Pages of rows">
      <span className="soft small number">
        {shown === 0
          ? ''
          : `${wholeNumber(offset)} to ${wholeNumber(offset + shown - 1)} of ${wholeNumber(total)}`}
      </span>
      <button type="button" disabled={offset === 0} onClick={() => to(offset - rowsPerPage)}>
        Previous
      </button>
      <button type="button" disabled={offset + shown >= total} onClick={() => to(offset + rowsPerPage)}>
        Next
      </button>
    </nav>
  );
}
