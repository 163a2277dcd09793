import { type FormEvent, useEffect, useState } from 'react';
import { goTo, useQuery, withQuery } from '../net/location.js';

/** A condition on the rows, kept in the URL. */
export function FilterForm() {
  const query = useQuery();
  const asked = query.get('where') ?? '';
  const [text, setText] = useState(asked);
  // "Back" brings an earlier filter.
  useEffect(() => setText(asked), [asked]);
  const apply = (where: string) => goTo(withQuery(query, { where: where.trim(), offset: null }));
  return (
    <form
      className="filter"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        apply(text);
      }}
    >
      <label htmlFor="where">Filter</label>
      <input
        id="where"
        type="text"
        className="code"
        spellCheck={false}
        autoComplete="off"
        placeholder={`"column" >= 10 AND "name" ILIKE '%text%'`}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit">Apply</button>
      {asked === '' ? null : (
        <button type="button" onClick={() => apply('')}>
          Clear
        </button>
      )}
    </form>
  );
}
