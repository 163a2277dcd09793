import { type ChangeEvent, useEffect, useState } from 'react';
import { goTo, useQuery, withQuery } from '../net/location.js';
import { deadLetters, type JobFilter, jobFilters, noFilters } from './job-query.js';

const states = ['queued', 'running', 'succeeded', 'failed', deadLetters, 'cancelled'];

/** Filters that live in the URL, so that a view can be shared and survives a reload. */
export function JobFilters({ pools }: { pools: readonly string[] }) {
  const query = useQuery();
  const set = (name: JobFilter, value: string) => goTo(withQuery(query, { [name]: value, cursor: null }));
  const any = jobFilters.some((name) => query.has(name));
  return (
    <search className="body job-filters" aria-label="Filter jobs">
      <div className="fields">
        <Choice
          label="State"
          value={query.get('state') ?? ''}
          options={states}
          onPick={(v) => set('state', v)}
        />
        <Choice label="Pool" value={query.get('pool') ?? ''} options={pools} onPick={(v) => set('pool', v)} />
        <TextField label="Kind" value={query.get('kind') ?? ''} onEnter={(v) => set('kind', v)} />
        <TextField label="Dataset" value={query.get('subject') ?? ''} onEnter={(v) => set('subject', v)} />
      </div>
      {any ? (
        <button type="button" onClick={() => goTo(withQuery(query, noFilters))}>
          Clear filters
        </button>
      ) : null}
    </search>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly string[];
  onPick: (value: string) => void;
}

function Choice({ label, value, options, onPick }: ChoiceProps) {
  const all = options.includes(value) || value === '' ? options : [...options, value];
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onPick(event.target.value)}>
        <option value="">any</option>
        {all.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

const typingPause = 400;

interface TextFieldProps {
  label: string;
  value: string;
  onEnter: (value: string) => void;
}

function TextField({ label, value, onEnter }: TextFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onEnter(text.trim()), typingPause);
    return () => clearTimeout(timer);
  });
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="search"
        value={text}
        onChange={(event: ChangeEvent<HTMLInputElement>) => setText(event.target.value)}
      />
    </label>
  );
}
