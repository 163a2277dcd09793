import { Age } from '../ui/Age.js';
import { Pill, type Tone } from '../ui/Pill.js';
import { Wordmark } from '../ui/Wordmark.js';
import type { LiveOverview } from './use-overview.js';

const links: Record<LiveOverview['connection'], { tone: Tone; text: string; why: string }> = {
  connecting: { tone: 'idle', text: 'connecting', why: 'Waiting for the first overview.' },
  live: { tone: 'ok', text: 'live', why: 'Changes arrive as they happen.' },
  polling: {
    tone: 'warn',
    text: 'every 5 s',
    why: 'The event stream is not available; asking every 5 seconds.',
  },
  lost: {
    tone: 'bad',
    text: 'disconnected',
    why: 'The admin service does not answer; the last known values are shown.',
  },
  paused: { tone: 'idle', text: 'paused', why: 'Nothing changes on this page until you resume.' },
};

interface MastheadProps {
  connection: LiveOverview['connection'];
  /** Time of the overview that is shown. */
  at: string | null;
  paused: boolean;
  onPause: () => void;
  onSignOut?: () => void;
}

export function Masthead({ connection, at, paused, onPause, onSignOut }: MastheadProps) {
  const { tone, text, why } = links[connection];
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="masthead">
        <Wordmark href="/admin" part="admin" />
        <div className="freshness">
          <span title={why}>
            <Pill tone={tone}>{text}</Pill>
          </span>
          {at !== null && connection !== 'live' ? (
            <span className="small soft">
              as of <Age time={at} />
            </span>
          ) : null}
          <button type="button" className="small" aria-pressed={paused} onClick={onPause}>
            {paused ? 'Resume' : 'Pause'}
          </button>
        </div>
        <nav aria-label="Rowhouse">
          <a href="/">Datasets</a>
          <a href="/admin/overview">As JSON</a>
        </nav>
        {onSignOut ? (
          <button type="button" className="small" onClick={onSignOut}>
            Sign out
          </button>
        ) : null}
      </header>
    </>
  );
}
