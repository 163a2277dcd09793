import { type Candidate, rank } from './rank.js';

const replica = (name: string, more: Partial<Candidate> = {}) => ({
  name,
  up: true,
  lagMs: 0,
  replayed: 100n,
  inFlight: 0,
  ...more,
});
const names = (ranked: { name: string }[]) => ranked.map(({ name }) => name);

describe('the choice of a replica', () => {
  it('leaves out those that are down, of unknown lag, or too far behind', () => {
    const replicas = [
      replica('down', { up: false }),
      replica('unknown', { lagMs: null }),
      replica('late', { lagMs: 5_001 }),
      replica('fit', { lagMs: 5_000 }),
    ];
    expect(names(rank(replicas, { maxLagMs: 5_000, turn: 0 }))).toEqual(['fit']);
  });

  it('prefers the least busy and lets equally busy ones take turns', () => {
    const replicas = [replica('a'), replica('b', { inFlight: 3 }), replica('c')];
    expect(names(rank(replicas, { maxLagMs: 1, turn: 0 }))).toEqual(['a', 'c', 'b']);
    expect(names(rank(replicas, { maxLagMs: 1, turn: 2 }))).toEqual(['c', 'a', 'b']);
  });

  it('with a token, puts those known to be there first, then those that may have caught up', () => {
    const replicas = [
      replica('nearly', { replayed: 99n, lagMs: 400 }),
      replica('there', { inFlight: 9 }),
      replica('far', { replayed: 50n, lagMs: 3_000 }),
    ];
    expect(names(rank(replicas, { maxLagMs: 5_000, turn: 0, position: 100n }))).toEqual(['there', 'nearly']);
  });

  it('with a token, takes a replica that has it even when it lags in general, within the allowed lag', () => {
    const replicas = [replica('there', { lagMs: 4_000 })];
    expect(names(rank(replicas, { maxLagMs: 5_000, turn: 0, position: 100n }))).toEqual(['there']);
    expect(names(rank(replicas, { maxLagMs: 3_000, turn: 0, position: 100n }))).toEqual([]);
  });

  it('copes with no replicas', () => {
    expect(rank([], { maxLagMs: 1, turn: 7 })).toEqual([]);
  });
});
