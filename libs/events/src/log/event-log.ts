import type { Database } from '@rowhouse/database';
import * as sql from './log-sql.js';
import type { EventFilter, LoggedEvent } from './logged-event.js';

export interface LogBounds {
  /** Position of the last event; 0 when there was none yet. */
  head: number;
  /** Who has heard of everything up to here, or further, can go on without a gap; earlier events may be deleted. */
  prunedTo: number;
}

/** Reads the log of events, on the primary. */
export class EventLog {
  constructor(private readonly database: Database) {}

  async bounds(): Promise<LogBounds> {
    const { rows } = await this.database.primary.query<LogBounds & Record<string, unknown>>(sql.bounds);
    const row = rows[0];
    if (!row) throw new Error('The table event_position has lost its row.');
    return { head: row.head, prunedTo: row.prunedTo };
  }

  /** True while something that happened to a job is committed but has no place in the log yet. */
  async isAwaiting(jobId: string): Promise<boolean> {
    const { rows } = await this.database.primary.query<{ awaiting: boolean }>(sql.jobIsInInbox, [jobId]);
    return rows[0]?.awaiting ?? false;
  }

  /** The next events of all kinds, in order. */
  async after(position: number, limit: number): Promise<LoggedEvent[]> {
    const { rows } = await this.database.primary.query<LoggedEvent & Record<string, unknown>>(
      sql.eventsAfter,
      [position, limit],
    );
    return rows;
  }

  /** The next events that pass the filter, with positions in (`after`, `upTo`], in order. */
  async matching(
    filter: EventFilter,
    { after, upTo, limit }: { after: number; upTo: number; limit: number },
  ): Promise<LoggedEvent[]> {
    const { text, value } = sql.filteredEvents(filter);
    const { rows } = await this.database.primary.query<LoggedEvent & Record<string, unknown>>(text, [
      after,
      upTo,
      limit,
      value,
    ]);
    return rows;
  }
}
