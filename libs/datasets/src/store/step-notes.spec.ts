import { boundedNotes } from './step-notes.js';

describe('notes of steps', () => {
  const notes = (count: number) => Array.from({ length: count }, (_, index) => `note ${index}`);

  it('are told as they are when they are few', () => {
    expect(boundedNotes([[], ['one'], notes(20)])).toEqual([[], ['one'], notes(20)]);
  });

  it('are counted beyond 20 of a step', () => {
    expect(boundedNotes([notes(21)])).toEqual([[...notes(20), '1 more note is in the log of the job.']]);
    expect(boundedNotes([notes(30), ['one']])[0]?.at(-1)).toBe('10 more notes are in the log of the job.');
  });

  it('are counted beyond 500 of a revision', () => {
    const told = boundedNotes(Array.from({ length: 1000 }, () => notes(2)));
    expect(told[249]).toEqual(notes(2));
    expect(told[250]).toEqual(['2 more notes are in the log of the job.']);
    expect(told).toHaveLength(1000);
  });

  it('are cut at 1,000 characters', () => {
    const [[note]] = boundedNotes([['x'.repeat(5000)]]) as [[string]];
    expect([note.length, note.endsWith('x…')]).toEqual([1000, true]);
  });
});
