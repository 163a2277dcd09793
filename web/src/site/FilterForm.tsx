import { QueryForm } from './QueryForm.js';

/** A condition on the rows, kept in the URL. It takes the place of a search. */
export function FilterForm() {
  return (
    <QueryForm
      parameter="where"
      label="Filter"
      button="Apply"
      clear="Clear filter"
      placeholder={`"column" >= 10 AND "name" ILIKE '%text%'`}
      instead={{ query: null }}
    />
  );
}
