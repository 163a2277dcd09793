/** Most notes that are told of one step, and of all steps of a revision together. */
const mostOfStep = 20;
const mostOfRevision = 500;
/** UTF-16 units of a note. */
const noteLength = 1000;

/**
 * What each step has to say of its result, in the order of the steps. Where it is too much, the last sentence of a step
 * counts what is left out.
 */
export function boundedNotes(notesOfSteps: readonly (readonly string[])[]): string[][] {
  let left = mostOfRevision;
  return notesOfSteps.map((notes) => {
    const shown = notes.slice(0, Math.min(mostOfStep, left)).map(shortened);
    left -= shown.length;
    const more = notes.length - shown.length;
    if (more === 0) return shown;
    return [...shown, `${more} more ${more === 1 ? 'note is' : 'notes are'} in the log of the job.`];
  });
}

function shortened(note: string): string {
  return note.length > noteLength ? `${note.slice(0, noteLength - 1)}…` : note;
}
