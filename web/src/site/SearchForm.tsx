import { QueryForm } from './QueryForm.js';

/** Words to be looked for in all texts, kept in the URL. They take the place of a filter and of an order. */
export function SearchForm() {
  return (
    <QueryForm
      parameter="query"
      label="Search"
      button="Search"
      clear="Clear search"
      placeholder={'words, "a phrase", begin*, column:word, -without'}
      instead={{ where: null, orderby: null }}
    />
  );
}
