import { type FormEvent, useId, useState } from 'react';
import { RequestError } from '../net/request.js';
import { ErrorNote } from './ErrorNote.js';

interface TokenFormProps {
  label: string;
  /** Rejects when the token is not good. */
  onToken: (token: string) => Promise<void>;
  onCancel?: () => void;
}

/** Takes an access token, checks it and says what is wrong with it. */
export function TokenForm({ label, onToken, onCancel }: TokenFormProps) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<RequestError | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onToken(token.trim());
    } catch (thrown) {
      setError(thrown instanceof RequestError ? thrown : new RequestError('Unexpected', String(thrown), 0));
    }
    setBusy(false);
  };
  return (
    <form className="token-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          required
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
      </div>
      <button type="submit" className="primary" disabled={busy || token.trim() === ''}>
        Sign in
      </button>
      {onCancel ? (
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      ) : null}
      {error === null ? null : <ErrorNote error={error} />}
    </form>
  );
}
