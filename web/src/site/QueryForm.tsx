import { type FormEvent, useEffect, useState } from 'react';
import { goTo, useQuery, withQuery } from '../net/location.js';

interface QueryFormProps {
  /** Its name in the URL. */
  parameter: string;
  label: string;
  button: string;
  /** On the button that asks for it no longer: a page may have two of these forms in use. */
  clear: string;
  placeholder: string;
  /** What the URL loses when this is asked for. */
  instead: Readonly<Record<string, null>>;
}

/** One line of text that says which rows to show. */
export function QueryForm({ parameter, label, button, clear, placeholder, instead }: QueryFormProps) {
  const query = useQuery();
  const asked = query.get(parameter) ?? '';
  const [text, setText] = useState(asked);
  // "Back" brings an earlier one.
  useEffect(() => setText(asked), [asked]);
  const apply = (next: string) => {
    const value = next.trim();
    goTo(withQuery(query, { ...(value === '' ? {} : instead), [parameter]: value, offset: null }));
  };
  return (
    <form
      className="filter"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        apply(text);
      }}
    >
      <label htmlFor={parameter}>{label}</label>
      <input
        id={parameter}
        type="text"
        className="code"
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit">{button}</button>
      {asked === '' ? null : (
        <button type="button" onClick={() => apply('')}>
          {clear}
        </button>
      )}
    </form>
  );
}
