import type { RequestError } from '../net/request.js';

/** An error in the words of the server, with its code. */
export function ErrorNote({ error }: { error: RequestError }) {
  return (
    <div className="note bad" role="alert">
      <p className="break">{error.message}</p>
      <p className="small soft">
        <code>{error.code}</code>
      </p>
    </div>
  );
}
