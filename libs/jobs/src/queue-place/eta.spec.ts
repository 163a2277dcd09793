import { etaSeconds } from './eta.js';

describe('etaSeconds', () => {
  it('is unknown without a pace', () => {
    expect(etaSeconds(0, { meanSeconds: null, running: 0, places: 2 })).toBeNull();
    expect(etaSeconds(0, { meanSeconds: 10, running: 0, places: 0 })).toBeNull();
  });

  it('is zero while a place is free', () => {
    expect(etaSeconds(0, { meanSeconds: 10, running: 1, places: 2 })).toBe(0);
    expect(etaSeconds(1, { meanSeconds: 10, running: 0, places: 2 })).toBe(0);
  });

  it('counts what has to end first, over the places side by side', () => {
    expect(etaSeconds(0, { meanSeconds: 10, running: 1, places: 1 })).toBe(5);
    expect(etaSeconds(3, { meanSeconds: 10, running: 1, places: 1 })).toBe(35);
    expect(etaSeconds(7, { meanSeconds: 10, running: 2, places: 2 })).toBe(35);
  });
});
